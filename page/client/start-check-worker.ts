const CHECK_WORKER = "/assets/check-worker.js";

/** The Trusted Types policy that the page's header allows; undefined in browsers without Trusted Types. */
const policy = globalThis.trustedTypes?.createPolicy("dropset", {
  createScriptURL(url) {
    if (url !== CHECK_WORKER) throw new TypeError(`${url} is not a script of this page.`);
    return url;
  },
});

/** Starts the worker that checks a file, the only script that is started by its URL. */
export function startCheckWorker(): Worker {
  return new Worker(policy?.createScriptURL(CHECK_WORKER) ?? CHECK_WORKER, { type: "module" });
}
