/** The object metadata that says who uploaded a file, in encoded words where it is not ASCII. */
export const DROPPED_BY = "dropped-by";

/** Object metadata has room for 2 KB. */
const LONGEST_NAME = 200;

/** An uploader's name as it is stored and shown: at most 200 UTF-16 code units, without control characters or half characters. */
export function uploaderName(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, " ")
    .toWellFormed()
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed();
}
