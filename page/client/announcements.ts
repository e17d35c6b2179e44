import { Store } from "./store.ts";

/** The latest message for screen readers. */
export const announcement = new Store("");

/** Announces a change to screen readers. */
export function announce(text: string): void {
  announcement.set(text);
}
