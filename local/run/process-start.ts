import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** A process's start time, which no other process with the same id has; null if the system does not show it. */
export async function startOf(pid: number): Promise<string | null> {
  if (process.platform === "linux") return startInProc(pid);
  if (process.platform === "win32") return null;
  const ps = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => undefined);
  return ps?.stdout.trim() || null;
}

/** The boot id, and the clock ticks since boot. */
async function startInProc(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name is in parentheses, and may contain some; the fields after it have fixed positions.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    return `${boot.trim()} ${fields[START_TIME - FIRST_FIELD]}`;
  } catch {
    return null;
  }
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: starttime is field 22, and the name field 2.
const START_TIME = 22;
const FIRST_FIELD = 3;
