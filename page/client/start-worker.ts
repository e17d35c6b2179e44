const SCRIPTS = {
  check: "/assets/check-worker.js",
  datapoints: "/assets/datapoints-worker.js",
  fix: "/assets/fix-worker.js",
  propose: "/assets/propose-worker.js",
} as const;

/** The Trusted Types policy that the page's header allows; undefined in browsers without Trusted Types. */
const policy = globalThis.trustedTypes?.createPolicy("dropset", {
  createScriptURL(url) {
    if (!Object.values<string>(SCRIPTS).includes(url)) throw new TypeError(`${url} is not a script of this page.`);
    return url;
  },
});

/** Starts a worker that reads a file. These are the only scripts that are started by their URLs. */
export function startWorker(work: keyof typeof SCRIPTS): Worker {
  const script = SCRIPTS[work];
  return new Worker(policy?.createScriptURL(script) ?? script, { type: "module" });
}
