import { readdir, readFile, readlink } from "node:fs/promises";

const FDS = "/proc/self/fd";
/** `O_ACCMODE`: flags that are not 0 under this mask are open for writing. https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html */
const ACCESS_MODE = 0o3;

/**
 * The real paths of files that processes of this user have open for writing; undefined if the system does not show them.
 * Linux does, but not for other users' processes, or for other machines' on a network share.
 */
export async function openForWriting(): Promise<ReadonlySet<string> | undefined> {
  if (process.platform !== "linux" || (await readdir(FDS).catch(() => undefined)) === undefined) return undefined;
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const open = await Promise.all(processes.map(filesOf));
  return new Set(open.flat());
}

async function filesOf(pid: string): Promise<string[]> {
  // Another user's process, or one that has just ended.
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const found: string[] = [];
  for (const descriptor of descriptors) {
    const path = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
    if (!path.startsWith("/") || path.startsWith("/dev/")) continue;
    const info = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, "utf8").catch(() => "");
    const [, flags = "0"] = /^flags:\s*([0-7]+)$/m.exec(info) ?? [];
    if ((Number.parseInt(flags, 8) & ACCESS_MODE) !== 0) found.push(path);
  }
  return found;
}
