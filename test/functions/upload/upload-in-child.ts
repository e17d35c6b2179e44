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
  async () => Readable.from(file()),
  chunks * 64 * 1024,
);
console.log(process.resourceUsage().maxRSS / 1024);
