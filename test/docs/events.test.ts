import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { EVENT_SOURCE, outcomeDetail } from "../../functions/report/outcome-event.ts";

const page = await readFile(new URL("../../docs/events.md", import.meta.url), "utf8");

it("docs/events.md has the schema that events are made by, and it allows the fields of later versions", () => {
  const [, written = ""] = /```json schema\n([^`]+)```/.exec(page) ?? [];
  // What events are made by allows no other field; a reader of them has to.
  const schema = z.toJSONSchema(outcomeDetail, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  expect(JSON.parse(written)).toEqual(schema);
});

it("docs/events.md shows an event that fits the schema, and a pattern that matches it", () => {
  const [, example = ""] = /^( {4}\{\n[\s\S]*?\n {4}\})$/m.exec(page) ?? [];
  const detail = outcomeDetail.parse(JSON.parse(example));
  const [, pattern = ""] = /```json\n([^`]+)```/.exec(page) ?? [];
  expect(JSON.parse(pattern)).toEqual({
    source: [EVENT_SOURCE],
    "detail-type": ["Drop READY"],
    detail: { workspaceId: [detail.workspaceId] },
  });
});
