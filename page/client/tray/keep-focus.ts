import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** What there is to do next in a row, the likeliest first. A key that is pressed twice must not remove the row. */
const NEXT = [".fix-note .fix-choices button", "button.primary", "a.button", "button:not(.tray-remove)"];

/**
 * Keeps the keyboard's place in a row whose buttons change: where the one with the focus is gone, the next sensible one has
 * it. While there is none, since the row is being worked on, the row itself has it.
 */
export function useFocusInRow(row: RefObject<HTMLElement | null>): void {
  // Before this rendering changes the document: what is removed from it loses the focus without an event.
  const hadFocus = hasFocus(row.current);
  useLayoutEffect(() => {
    if (!hadFocus || !row.current) return;
    if (document.activeElement === row.current || !hasFocus(row.current)) focusRow(row.current);
  });
}

/** Where a row of the list that had the focus is removed, the one in its place has it; after the last one, `fallback`. */
export function useFocusInList(place: RefObject<HTMLElement | null>, rows: string, fallback: string): void {
  const hadFocus = hasFocus(place.current);
  const index = rowsOf(place.current, rows).findIndex(hasFocus);
  useLayoutEffect(() => {
    if (!hadFocus || hasFocus(place.current)) return;
    const left = rowsOf(place.current, rows);
    const next = left[Math.min(Math.max(0, index), left.length - 1)];
    if (next) focusRow(next);
    else document.querySelector<HTMLElement>(fallback)?.focus();
  });
}

function rowsOf(place: HTMLElement | null, rows: string): HTMLElement[] {
  return [...(place?.querySelectorAll<HTMLElement>(rows) ?? [])];
}

function hasFocus(place: HTMLElement | null): boolean {
  return place?.contains(document.activeElement) ?? false;
}

function focusRow(row: HTMLElement): void {
  const next = NEXT.map((selector) => row.querySelector<HTMLElement>(selector)).find((found) => found !== null);
  if (!next) {
    // Only now: a row that a click can focus would have the keyboard's place without being used by the keyboard.
    row.tabIndex = -1;
    row.addEventListener("blur", () => row.removeAttribute("tabindex"), { once: true });
  }
  (next ?? row).focus({ preventScroll: true });
}
