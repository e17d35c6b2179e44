/** What a folder's path below `incoming/` may not be, and why; null for one that can be used. */
export function folderProblem(path: string): string | null {
  if (path.trim() === "") return "The folder needs a name.";
  if (/\p{Cc}/u.test(path)) return "A folder's name has no line breaks, tabs or control characters.";
  // Half of a pair of UTF-16, which has no UTF-8.
  if (/\p{Cs}/u.test(path)) return "A folder's name has no broken characters.";
  const parts = path.split("/");
  if (parts.some((part) => part === ""))
    return "Slashes stand between names: remove those at the ends, and double ones.";
  if (parts.some((part) => part === "." || part === "..")) return 'A folder cannot be called "." or "..".';
  if (parts.some((part) => part !== part.trim())) return "A folder's name has no spaces at its ends.";
  if (new TextEncoder().encode(path).length > LONGEST_PATH_BYTES) return "The name is too long.";
  return null;
}

/** Leaves room for the names of files in S3's 1024 bytes. */
const LONGEST_PATH_BYTES = 700;
