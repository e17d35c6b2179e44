const CHECK_WORKER = "/assets/check-worker.js";

/** The policy that the page's header allows; a browser that knows none asks for none. */
const policy = globalThis.trustedTypes?.createPolicy("dropset", {
  createScriptURL(url) {
    if (url !== CHECK_WORKER) throw new TypeError(`${url} is no script of this page.`);
    return url;
  },
});

/** The worker that checks a file: the one script that is started by its address. */
export function startCheckWorker(): Worker {
  return new Worker(policy?.createScriptURL(CHECK_WORKER) ?? CHECK_WORKER, { type: "module" });
}
