import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findKind } from "../../../../page/client/tray/find-kind.ts";
import { mayBeFixed } from "../../../../page/client/tray/may-be-fixed.ts";
import { fixBytes } from "../../../functions/validation/fix/fix-bytes.ts";
import { validate } from "../../../functions/validation/streams.ts";

const FOLDER = fileURLToPath(new URL("../../../functions/validation/real-files/", import.meta.url));

/** Whether the page offers to fix a file. */
async function isOffered(name: string, content: string | Uint8Array): Promise<boolean> {
  const validation = await validate(content, { fileName: name });
  return mayBeFixed(name, {
    validation,
    kind: await findKind(new Blob([new Uint8Array(Buffer.from(content as string))])),
  });
}

describe("a fix is offered on the page", () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith(".csv")))(
    "for %s, if it is rejected and can be fixed",
    async (name) => {
      const content = readFileSync(FOLDER + name);
      const { outcome } = await fixBytes(content);
      const { ok } = await validate(content);
      if (outcome === "fixed" && !ok) expect(await isOffered(name, content)).toBe(true);
    },
  );

  it("for a file whose name alone is wrong", async () => {
    expect(await isOffered("study.pilot", "id,text\n1,a\n")).toBe(true);
  });

  it.each([
    ["all columns are hidden", "META_id,META_source\n1,a\n"],
    ["it has no row", "id,text\n"],
    ["it is empty", ""],
    ["two columns have one name", "text,text\n1,a\n"],
    ["it is JSON", '{"error": "expired"}'],
    ["it is valid", "id,text\n1,a\n"],
  ])("for no file that no fix changes: %s", async (_, content) => {
    expect(await isOffered("reviews.csv", content)).toBe(false);
  });
});
