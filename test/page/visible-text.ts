import type { Locator } from "playwright-core";
import { expect } from "vitest";

/** The visible text of an element, with its line breaks. */
// biome-ignore lint/performance/useDomNodeTextContent: textContent includes hidden text
export const seen = (place: Locator) => place.innerText();

/** Waits until an element says this. */
export const says = (place: Locator, text: string | RegExp) => expect.poll(() => seen(place)).toMatch(text);
