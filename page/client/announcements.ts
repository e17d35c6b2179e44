import { Store } from "./store.ts";

/** What was last said to those who hear the page. */
export const announcement = new Store("");

/** Says something to those who can't see it change. */
export function announce(text: string): void {
  announcement.set(text);
}
