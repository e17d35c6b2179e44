import { lstatSync, type Stats, statSync } from "node:fs";
import { basename, matchesGlob } from "node:path";

/** Names of incomplete downloads and of programs' own files. */
const TEMPORARY: readonly RegExp[] = [
  /^\./,
  /^~\$/,
  /~$/,
  /^#.*#$/,
  /\.(part|partial|filepart|crdownload|download|opdownload|tmp|temp|swp|swx|lock)$/i,
  /\.sb-[0-9a-f]{8}-\w{6}$/,
  /^(thumbs|ehthumbs|ehthumbs_vista)\.db$/i,
  /^desktop\.ini$/i,
  /^Icon\r$/,
  /^(__MACOSX|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/,
];

/**
 * Why a path below the watched folder is ignored; undefined if it is not.
 *
 * @param patterns more names to ignore, as globs
 */
export function whyLeftAlone(path: string, patterns: readonly string[]): string | undefined {
  const name = basename(path);
  if (TEMPORARY.some((pattern) => pattern.test(name))) return "its name is temporary; rename it when it is complete";
  const pattern = patterns.find((glob) => matchesGlob(name, glob));
  if (pattern !== undefined) return `its name matches --ignore ${pattern}`;
  return whySpecial(path);
}

function whySpecial(path: string): string | undefined {
  // Deleted or not readable: the upload will fail and report it.
  const itself = look(lstatSync, path);
  if (!itself || itself.isFile() || itself.isDirectory()) return undefined;
  if (itself.isFIFO()) return "it is a named pipe, not a file";
  if (itself.isSocket()) return "it is a socket, not a file";
  if (!itself.isSymbolicLink()) return "it is a device, not a file";
  const target = look(statSync, path);
  if (!target) return "it is a broken link";
  if (target.isDirectory()) return "it is a link to a folder";
  return target.isFile() ? undefined : "it is a link to something that is not a file";
}

function look(how: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return how(path);
  } catch {
    return undefined;
  }
}
