import { s3Errors } from "../../s3-protocol/s3-error.ts";

/** The fields before the file, S3's own limit. */
const LARGEST_FIELDS_BYTES = 20 * 1024;

/** A form that is read up to its file. */
export interface PostedForm {
  /** By names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  /** The file's bytes, up to the form's next boundary. */
  readonly file: AsyncIterable<Buffer>;
}

/**
 * Reads a form of the type multipart/form-data up to its file, and that as it comes. What follows the file is passed over, as
 * S3 does.
 *
 * @throws {S3Error} it is not such a form, or has no file
 */
export async function readForm(body: AsyncIterable<Buffer>, contentType: string): Promise<PostedForm> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)?.slice(1).find(Boolean);
  if (boundary === undefined) throw malformed();
  const chunks = body[Symbol.asyncIterator]();
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line before it.
  let rest: Buffer = Buffer.from("\r\n");
  const fields = new Map<string, string>();

  const more = async () => {
    const { value, done } = await chunks.next();
    if (done) throw malformed();
    rest = Buffer.concat([rest, value]);
  };
  const until = async (text: Buffer): Promise<Buffer> => {
    for (let at = rest.indexOf(text); ; at = rest.indexOf(text)) {
      if (at >= 0) {
        const found = rest.subarray(0, at);
        rest = rest.subarray(at + text.length);
        return found;
      }
      if (rest.length > LARGEST_FIELDS_BYTES)
        throw s3Errors.invalidRequest("The form's fields before its file are too large.");
      await more();
    }
  };

  await until(delimiter);
  for (;;) {
    while (rest.length < 2) await more();
    if (rest.toString("latin1", 0, 2) === "--") throw malformed();
    const head = (await until(Buffer.from("\r\n\r\n"))).toString();
    const name = /name="([^"]*)"/i.exec(head)?.[1]?.toLowerCase();
    if (name === undefined) throw malformed();
    if (name === "file") {
      const fileName = /filename="([^"]*)"/i.exec(head)?.[1] ?? "";
      return { fields, fileName, file: readFile(chunks, rest, delimiter) };
    }
    fields.set(name, (await until(delimiter)).toString());
  }
}

async function* readFile(chunks: AsyncIterator<Buffer>, begun: Buffer, delimiter: Buffer): AsyncGenerator<Buffer> {
  let rest = begun;
  for (;;) {
    const at = rest.indexOf(delimiter);
    if (at >= 0) {
      if (at > 0) yield rest.subarray(0, at);
      break;
    }
    // The delimiter may have begun at the end of what there is.
    const sure = rest.length - delimiter.length + 1;
    if (sure > 0) {
      yield rest.subarray(0, sure);
      rest = rest.subarray(sure);
    }
    const { value, done } = await chunks.next();
    if (done) throw malformed();
    rest = Buffer.concat([rest, value]);
  }
  for (let next = await chunks.next(); !next.done; next = await chunks.next());
}

function malformed() {
  return s3Errors.malformedPost();
}
