import { expect, it } from "vitest";
import { cutForPreview, isPreviewCut } from "../../../functions/validation/preview-length.ts";

const LONGEST = "x".repeat(500);

it.each<[what: string, value: string, shown: string, isCut: boolean]>([
  ["a short value", "a", "a", false],
  ["the longest value that is shown", LONGEST, LONGEST, false],
  ["a longer value", `${LONGEST}y`, `${LONGEST}…`, true],
])("a preview shows %s, and says whether it was cut", (_, value, shown, isCut) => {
  expect(cutForPreview(value)).toBe(shown);
  const cut = cutForPreview(value);
  expect(
    isPreviewCut({
      preview: [
        ["a", "b"],
        ["a", cut],
      ],
      previewHidden: [],
    }),
  ).toBe(isCut);
  expect(isPreviewCut({ preview: [["a"]], previewHidden: [["b"], [cut]] })).toBe(isCut);
});

it("nothing is cut of no rows", () => {
  expect(isPreviewCut({ preview: [], previewHidden: [] })).toBe(false);
});
