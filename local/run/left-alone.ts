import { lstatSync, type Stats, statSync } from "node:fs";
import { basename, matchesGlob } from "node:path";

/** Names that programs give to what is not whole yet, or that they keep for themselves. */
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
 * Why a path below the watched folder is no drop; undefined where it may be one.
 *
 * @param patterns more names to leave alone, as globs
 */
export function whyLeftAlone(path: string, patterns: readonly string[]): string | undefined {
  const name = basename(path);
  if (TEMPORARY.some((pattern) => pattern.test(name))) return "its name is a temporary one; rename it when it is whole";
  const pattern = patterns.find((glob) => matchesGlob(name, glob));
  if (pattern !== undefined) return `its name matches --ignore ${pattern}`;
  return whySpecial(path);
}

function whySpecial(path: string): string | undefined {
  // Gone, or not readable: dropping it will fail, and say so.
  const itself = look(lstatSync, path);
  if (!itself || itself.isFile() || itself.isDirectory()) return undefined;
  if (itself.isFIFO()) return "it is a named pipe, not a file";
  if (itself.isSocket()) return "it is a socket, not a file";
  if (!itself.isSymbolicLink()) return "it is a device, not a file";
  const target = look(statSync, path);
  if (!target) return "it is a link to nothing";
  if (target.isDirectory()) return "it is a link to a folder";
  return target.isFile() ? undefined : "it is a link to what is not a file";
}

function look(how: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return how(path);
  } catch {
    return undefined;
  }
}
