import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Drop } from "../../../functions/drops/drop.ts";
import { DropGone, StorageUnavailable } from "../../../functions/drops/errors.ts";
import { readDefinition } from "../../../functions/drops/folder-definition.ts";
import { folderOf, isDefinitionFile } from "../../../functions/drops/folder-keys.ts";
import {
  askFolder,
  definedFolders,
  folderId,
  LARGEST_DEFINITION_BYTES,
  readKeptDefinition,
} from "../../../functions/drops/folders.ts";
import { memoryFacts } from "../ingest/ingest.ts";

const DROP = { bucket: "b", key: "incoming/w/answers/a.csv", versionId: "v1" };
const AT = "2026-11-26T12:00:00.000Z";
const definition = (label: string) => ({ schema: { fields: { question: { type: "text", label } } } });

/** Asks what a folder says whose `_dataset.json` has this content; undefined where it has none. */
function prepare(given: {
  content?: string | undefined;
  settings?: Record<string, unknown>;
  failing?: Error;
  definitionsExpire?: boolean;
}) {
  const asked: string[] = [];
  let { content } = given;
  const dependencies = {
    bucket: {
      versionAt: async (bucket: string, key: string, time: string, grace: number): Promise<Drop | null> => {
        asked.push(`${key} at ${time}, or ${grace} seconds later`);
        return content === undefined ? null : { bucket, key, versionId: "d1" };
      },
      read: async () => {
        if (given.failing) throw given.failing;
        return Readable.from([Buffer.from(content ?? "")]);
      },
    },
    facts: memoryFacts(),
    folders: definedFolders.parse(given.settings ?? {}),
    definitionsExpire: given.definitionsExpire ?? false,
  };
  return {
    asked,
    ask: (drop = DROP, datasetAttempt = 1, droppedAt = AT) =>
      askFolder(drop, { droppedAt, datasetAttempt }, dependencies),
    change: (next?: string) => {
      content = next;
    },
  };
}

const labelOf = (word: Awaited<ReturnType<typeof askFolder>>) =>
  word.kind === "typed" ? word.definition.schema.fields.get("question")?.label : word.kind;

describe("a folder", () => {
  it("is a key's path without incoming/ and the name", () => {
    expect(folderOf(DROP)).toBe("w/answers");
    expect(folderOf({ key: "incoming/a.csv" })).toBe("");
    expect(folderId(DROP)).toBe(folderId({ ...DROP, key: "incoming/w/answers/b.csv", versionId: "v9" }));
    expect(folderId(DROP)).not.toBe(folderId({ ...DROP, bucket: "c" }));
    expect(folderId(DROP)).not.toBe(folderId({ ...DROP, key: "incoming/w/answers/x/b.csv" }));
    expect(["incoming/_dataset.json", "incoming/w/_dataset.json"].every((key) => isDefinitionFile({ key }))).toBe(true);
    expect(
      ["incoming/w/my_dataset.json", "incoming/_dataset.json/a.csv"].some((key) => isDefinitionFile({ key })),
    ).toBe(false);
  });

  it("without a definition says nothing, and is asked for the time when the file was dropped", async () => {
    const { ask, asked } = prepare({});
    expect(await ask()).toEqual({ kind: "untyped" });
    expect(asked).toEqual([`incoming/w/answers/_dataset.json at ${AT}, or 300 seconds later`]);
  });

  it("says what its _dataset.json said at first, whatever becomes of that", async () => {
    const { ask, change } = prepare({ content: JSON.stringify(definition("First")) });
    expect(labelOf(await ask())).toBe("First");
    change(JSON.stringify(definition("Second")));
    expect(labelOf(await ask())).toBe("First");
    expect(labelOf(await ask(DROP, 2))).toBe("Second");
    change(undefined);
    expect(labelOf(await ask())).toBe("First");
    expect(labelOf(await ask({ ...DROP, versionId: "v2" }))).toBe("untyped");
  });

  it("whose definition has expired says so of files that were dropped after typed ones", async () => {
    const { ask, change } = prepare({ content: JSON.stringify(definition("First")), definitionsExpire: true });
    expect(labelOf(await ask())).toBe("First");
    change(undefined);
    const drop = { ...DROP, versionId: "v2" };
    expect(labelOf(await ask(drop, 1, "2026-11-26T12:00:00.001Z"))).toBe("definition-missing");
    expect(labelOf(await ask(drop))).toBe("untyped");
    expect(labelOf(await ask({ ...drop, key: "incoming/w/a.csv" }, 1, "2026-12-26T12:00:00.000Z"))).toBe("untyped");
    change(JSON.stringify(definition("Second")));
    expect(labelOf(await ask(drop, 1, "2026-12-26T12:00:00.000Z"))).toBe("Second");
  });

  it("that never had a definition says nothing, although definitions expire", async () => {
    expect(labelOf(await prepare({ definitionsExpire: true }).ask())).toBe("untyped");
  });

  it("is defined by the settings, if they name it", async () => {
    const { ask, asked } = prepare({ content: "{}", settings: { "w/answers": definition("Settings") } });
    expect(await ask()).toMatchObject({ kind: "typed", source: "settings" });
    expect(asked).toEqual([]);
  });

  it.each([
    ["no JSON", "{", /not JSON/],
    ["a definition with mistakes", "{}", /schema/],
    ["what is too long", `{"name": "${"x".repeat(LARGEST_DEFINITION_BYTES)}"}`, /larger than 256 KiB/],
  ])("with %s has mistakes, which are not kept", async (_, content, message) => {
    const { ask, change } = prepare({ content });
    expect(await ask()).toMatchObject({ kind: "mistaken" });
    const word = await ask();
    expect(word.kind === "mistaken" && `${word.mistakes[0]?.path} ${word.mistakes[0]?.message}`).toMatch(message);
    change(JSON.stringify(definition("Fixed")));
    expect(labelOf(await ask())).toBe("Fixed");
  });

  it("has a definition of 256 KiB at most", async () => {
    const json = JSON.stringify(definition("Long"));
    const { ask } = prepare({ content: json.padEnd(LARGEST_DEFINITION_BYTES) });
    expect(labelOf(await ask())).toBe("Long");
  });

  it("whose definition was removed for good is not guessed", async () => {
    const failing = new DropGone("It was deleted before it could be read.");
    const mistakes = [{ path: "", message: failing.message, line: null }];
    expect(await prepare({ content: "{}", failing }).ask()).toEqual({ kind: "mistaken", mistakes });
  });

  it("whose definition cannot be read just now is asked again later", async () => {
    const failing = new StorageUnavailable("S3 is down");
    await expect(prepare({ content: "{}", failing }).ask()).rejects.toBe(failing);
  });
});

it("the definition in what was kept of a drop is read back, and anything else is none", () => {
  const reading = readDefinition(Buffer.from(JSON.stringify(definition("Kept"))));
  expect(readKeptDefinition({ definition: { source: "file", ...definition("Kept") } })).toEqual(
    reading.ok ? reading.definition : undefined,
  );
  for (const record of [null, {}, { definition: null }, { definition: { source: "file" } }]) {
    expect(readKeptDefinition(record)).toBeUndefined();
  }
});
