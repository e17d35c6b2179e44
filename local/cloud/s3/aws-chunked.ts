import { s3Errors } from "../../s3-protocol/s3-error.ts";

const LONGEST_LINE = 16 * 1024;
const LINE_END = Buffer.from("\r\n");

/**
 * Takes the framing off a body in AWS's own chunked encoding, in which SDKs and the CLI send what they stream. Signatures of
 * chunks are not checked, as no signature is here.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 * @param trailers filled with what follows the last chunk, by names in lower case
 * @throws {S3Error} the body ends early, or is not in this encoding
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let expects: "size" | "data" | "data-end" | "trailer" | "nothing" = "size";
  /** How much of the chunk is still to come. */
  let left = 0;

  for await (const chunk of body) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length > 0 && expects !== "nothing") {
      if (expects === "data") {
        const data = rest.subarray(0, left);
        rest = rest.subarray(data.length);
        left -= data.length;
        if (left === 0) expects = "data-end";
        yield data;
        continue;
      }
      const end = rest.indexOf(LINE_END);
      if (end < 0) {
        if (rest.length > LONGEST_LINE) throw s3Errors.incompleteBody();
        break;
      }
      const line = rest.toString("latin1", 0, end);
      rest = rest.subarray(end + LINE_END.length);
      if (expects === "data-end") {
        if (line !== "") throw s3Errors.incompleteBody();
        expects = "size";
      } else if (expects === "size") {
        const size = /^([0-9a-f]{1,13})(;|$)/i.exec(line)?.[1];
        if (size === undefined) throw s3Errors.incompleteBody();
        left = Number.parseInt(size, 16);
        expects = left === 0 ? "trailer" : "data";
      } else if (line === "") {
        expects = "nothing";
      } else {
        const colon = line.indexOf(":");
        trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
      }
    }
  }
  // The last empty line is left out by some clients.
  if (expects !== "nothing" && !(expects === "trailer" && rest.length === 0)) throw s3Errors.incompleteBody();
}
