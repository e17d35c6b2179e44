import { Store } from "../store.ts";
import type { TrayFile, TrayState } from "./tray-file.ts";

export const tray = new Store<readonly TrayFile[]>([]);

/** What ends the check, the fix or the upload of each file. */
export const stops = new Map<number, () => void>();

export function entryOf(id: number): TrayFile | undefined {
  return tray.value.find((other) => other.id === id);
}

/** Ends the check, the fix or the upload of a file. */
export function stop(id: number): void {
  stops.get(id)?.();
  stops.delete(id);
}

export function become(id: number, state: TrayState): void {
  change(id, { state });
}

export function change(id: number, part: Partial<TrayFile>): void {
  tray.set(tray.value.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)));
}
