import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { S3Client } from "@aws-sdk/client-s3";
import { LIMITS, storeRowsToFix } from "../../../functions/page/rows-to-fix.ts";
import { SIGNING_CONFIG } from "../../../functions/page/signing.ts";

// Stores the rows to fix of a large file of short rows, all of them wrong, and prints how many bytes they have and its peak
// memory in megabytes.

let received = 0;
const server = createServer((request, response) => {
  request.on("data", (data: Buffer) => {
    received += data.length;
  });
  request.on("end", () => response.end());
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const s3 = new S3Client({
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  forcePathStyle: true,
  ...SIGNING_CONFIG,
});

function* file() {
  yield Buffer.from("a,b\n");
  for (let count = 0; count < 1000; count++) yield Buffer.from("1\n".repeat(32 * 1024));
}

const dependencies = { s3, bucket: "drops", severities: {}, reader: { file: async () => Readable.from(file()) } };
// A busy machine needs longer for as many bytes.
const limits = { ...LIMITS, seconds: 3600 };
const isCut = await storeRowsToFix(
  { bucket: "drops", key: "incoming/a.csv", versionId: "v1" },
  undefined,
  dependencies,
  limits,
);
console.log(JSON.stringify({ isCut, received, megabytes: peakKilobytes() / 1024 }));
server.close();
s3.destroy();

/** On Linux, the usage of a process includes the peak of the process that it was forked from. */
function peakKilobytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
