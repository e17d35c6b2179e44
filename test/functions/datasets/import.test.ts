import { expect, it } from "vitest";
import { importShape, readImport } from "../../../functions/datasets/import.ts";

const read = (answer: object) => readImport(importShape.parse(answer));

it("an import is read as the service last said it", () => {
  const errors = [
    { record_index: 0, field: "url", reason: "no image" },
    { record_index: 7, field: null },
  ];
  expect(
    read({
      status: "partial",
      accepted_count: 5,
      duplicate_count: 2,
      rejected_count: 2,
      errors,
      reason: "two are bad",
    }),
  ).toEqual({
    status: "partial",
    accepted: 5,
    duplicates: 2,
    rejected: 2,
    errors: [
      { index: 0, field: "url", reason: "no image" },
      { index: 7, field: null, reason: "no reason was given" },
    ],
    reason: "two are bad",
  });
});

it.each([
  ["says nothing else", {}],
  [
    "says null",
    { accepted_count: null, duplicate_count: null, rejected_count: null, errors: null, reason: null, more: 1 },
  ],
])("an import that %s has no counts, no errors and no reason", (_, answer) => {
  expect(read({ status: "queued", ...answer })).toEqual({
    status: "queued",
    accepted: null,
    duplicates: null,
    rejected: null,
    errors: [],
    reason: null,
  });
});

it("an error that is written in another way hides no other", () => {
  const errors = ["line 3", { record_index: -1 }, { record_index: 1.5 }, null, { record_index: 4, reason: "bad" }];
  expect(read({ status: "partial", errors }).errors).toEqual([{ index: 4, field: null, reason: "bad" }]);
});
