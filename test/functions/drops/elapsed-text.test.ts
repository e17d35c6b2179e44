import { expect, it } from "vitest";
import { elapsedText } from "../../../functions/drops/elapsed-text.ts";

it.each([
  [-1, "0 seconds"],
  [1, "1 second"],
  [119.4, "119 seconds"],
  [120, "2 minutes"],
  [3600, "60 minutes"],
  [7199, "2 hours"],
  [7260, "2 hours 1 minute"],
  [22_500, "6 hours 15 minutes"],
])("%d seconds are %s in a sentence", (seconds, text) => expect(elapsedText(seconds)).toBe(text));
