import { noticeUpdate } from "./updates.ts";

const FILES = {
  check: "check-worker.js",
  datapoints: "datapoints-worker.js",
  fix: "fix-worker.js",
  propose: "propose-worker.js",
  rows: "rows-worker.js",
} as const;

/** By the workers' files, as the page's HTML has them: their names change with their content. */
const paths: Readonly<Record<string, string>> = JSON.parse(document.getElementById("workers")?.textContent ?? "{}");

/** The Trusted Types policy that the page's header allows; undefined in browsers without Trusted Types. */
const policy = globalThis.trustedTypes?.createPolicy("dropset", {
  createScriptURL(url) {
    if (!Object.values(paths).includes(url)) throw new TypeError(`${url} is not a script of this page.`);
    return url;
  },
});

/** Starts a worker that reads a file. These are the only scripts that are started by their URLs. */
export function startWorker(work: keyof typeof FILES): Worker {
  const script = paths[FILES[work]] ?? "";
  const worker = new Worker(policy?.createScriptURL(script) ?? script, { type: "module" });
  // Its script may be gone.
  worker.addEventListener("error", () => void noticeUpdate());
  return worker;
}
