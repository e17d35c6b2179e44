import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { uploadFile } from "../../../functions/datasets/upload-file.ts";

// Uploads a number of megabytes to a URL, and prints its peak memory in megabytes.

const [url = "", megabytes = "0"] = process.argv.slice(2);
const chunks = Number(megabytes) * 16;

function* file() {
  // A new buffer for each chunk, as S3's body has them.
  for (let index = 0; index < chunks; index++) yield Buffer.alloc(64 * 1024, "x");
}

await uploadFile(
  { url, method: "PUT", contentType: "text/csv" },
  { open: async () => Readable.from(file()), bytes: chunks * 64 * 1024 },
);
console.log(peakKilobytes() / 1024);

/** On Linux, the usage of a process includes the peak of the process that it was forked from. */
function peakKilobytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
