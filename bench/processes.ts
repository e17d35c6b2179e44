import { readdir, readFile } from "node:fs/promises";

/** The use of this process and its running children so far. */
export interface ProcessesUse {
  /** The sum of their peak memory, in MB. */
  readonly peakMb: { readonly own: number; readonly children: number };
  /** Processor time, in milliseconds. */
  readonly cpuMs: { readonly own: number; readonly children: number };
}

// The kernel's unit of processor time in /proc, on every Linux that Node runs on.
const TICK_MS = 10;

/** Reads it from /proc. @throws {Error} on a system without /proc */
export async function processesUse(): Promise<ProcessesUse> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(readProcess);
  const found = await Promise.all(processes);
  const own = found.filter(({ pid }) => pid === process.pid);
  const children = found.filter(({ parent }) => parent === process.pid);
  const sum = (of: typeof found, what: "mb" | "ms") => of.reduce((total, one) => total + one[what], 0);
  return {
    peakMb: { own: sum(own, "mb"), children: sum(children, "mb") },
    cpuMs: { own: sum(own, "ms"), children: sum(children, "ms") },
  };
}

async function readProcess(pid: string) {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "");
  const [status, stat] = await Promise.all([read("status"), read("stat")]);
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  // After the command's name, which is in parentheses and may contain anything, utime and stime are fields 12 and 13.
  const times = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(times[11] ?? 0) + Number(times[12] ?? 0);
  return { pid: field("Pid"), parent: field("PPid"), mb: field("VmHWM") / 1024, ms: ticks * TICK_MS };
}
