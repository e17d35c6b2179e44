/** What a folder's path below `incoming/` may not be, and why; null for one that can be used. */
export function folderProblem(path: string): string | null {
  if (path.trim() === "") return "The folder needs a name.";
  if (/\p{Cc}/u.test(path)) return "A folder name cannot contain line breaks, tabs or control characters.";
  // Half of a pair of UTF-16, which has no UTF-8.
  if (/\p{Cs}/u.test(path)) return "A folder name cannot contain invalid characters.";
  const parts = path.split("/");
  if (parts.some((part) => part === ""))
    return "Slashes separate folder names: remove double slashes, and those at the start or end.";
  if (parts.some((part) => part === "." || part === "..")) return 'A folder cannot be called "." or "..".';
  if (parts.some((part) => part !== part.trim())) return "A folder name cannot start or end with a space.";
  if (new TextEncoder().encode(path).length > LONGEST_PATH_BYTES)
    return `The folder name is too long: the limit is ${LONGEST_PATH_BYTES} bytes.`;
  return null;
}

/** Leaves room for the names of files in S3's 1024 bytes. */
const LONGEST_PATH_BYTES = 700;
