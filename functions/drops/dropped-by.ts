/** The object metadata that says who uploaded a file, in encoded words where it is not ASCII. */
export const DROPPED_BY = "dropped-by";

/** Object metadata has room for 2 KB. */
const LONGEST_NAME = 200;

/** An uploader's name as it is stored and shown: at most 200 units of UTF-16, with no control character and no lone surrogate. */
export function uploaderName(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, " ")
    .toWellFormed()
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed();
}
