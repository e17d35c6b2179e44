import { describe, expect, it } from "vitest";
import { dropId } from "../../../functions/drops/drop.ts";
import {
  fixedResultKey,
  fixedWorkKey,
  KEY_LIMIT_BYTES,
  refusedResultKey,
  refusedWorkKey,
  reportKey,
  reportPageKey,
  reportsPrefix,
  rowsToFixKey,
  workKey,
} from "../../../functions/drops/object-keys.ts";

const drop = { bucket: "b", key: "incoming/team/reviews.csv", versionId: "v1" };
const bytes = (text: string) => Buffer.byteLength(text);

/** A drop whose report's key would have so many bytes. */
function dropOf(reportBytes: number, filler = "x") {
  const rest = bytes("results//v1.json");
  const path = filler.repeat(Math.ceil((reportBytes - rest) / bytes(filler)));
  return { ...drop, key: `incoming/${path.slice(0, reportBytes - rest)}` };
}

describe("the keys of what is written about a drop", () => {
  it("are below results/ under the drop's key and version, one for each kind", () => {
    expect(reportKey(drop)).toBe("results/team/reviews.csv/v1.json");
    expect(reportPageKey(drop)).toBe("results/team/reviews.csv/v1.html");
    expect(fixedResultKey(drop)).toBe("results/team/reviews.csv/v1.fixed.csv");
    expect(refusedResultKey(drop, "jsonl")).toBe("results/team/reviews.csv/v1.refused.jsonl");
  });

  it("are below work/ under the drop's id, until its report is written", () => {
    const id = dropId(drop);
    expect(workKey(drop)).toBe(`work/${id}.json`);
    expect(fixedWorkKey(drop)).toBe(`work/${id}.fixed.csv`);
    expect(refusedWorkKey(drop)).toBe(`work/${id}.refused.json`);
    expect(rowsToFixKey(drop)).toBe(`work/${id}.rows-to-fix.csv`);
  });

  it("are whole up to S3's limit", () => {
    const longest = dropOf(KEY_LIMIT_BYTES);
    expect(bytes(reportKey(longest))).toBe(KEY_LIMIT_BYTES);
    expect(reportKey(longest)).not.toContain("~");
  });

  it("beyond it are cut to the limit, with sixteen characters of the drop's id", () => {
    const longer = dropOf(KEY_LIMIT_BYTES + 1);
    const key = reportKey(longer);
    expect(bytes(key)).toBe(KEY_LIMIT_BYTES);
    expect(key).toMatch(new RegExp(`^results/x+~${dropId(longer).slice(0, 16)}/v1\\.json$`));
  });

  it("begin with what they are listed by, for any length of the key and of the version", () => {
    for (const versionId of ["v1", "3sL4kqtJlcpXroDTDmJhC9Tz7xk2PqWe", `etag-${"0".repeat(32)}-10000`]) {
      for (let length = 850; length <= 1015; length++) {
        const key = `incoming/${"é".repeat(length / 2)}`;
        expect(reportKey({ ...drop, key, versionId }).startsWith(reportsPrefix(key))).toBe(true);
      }
    }
    expect(reportsPrefix(drop.key)).toBe("results/team/reviews.csv/");
  });

  it("never cut a character in two", () => {
    const key = reportKey({ ...drop, key: `incoming/${"é".repeat(600)}` });
    expect(key).toMatch(/^results\/é+~[0-9a-f]{16}\/v1\.json$/);
    expect(bytes(key)).toBeGreaterThanOrEqual(KEY_LIMIT_BYTES - 1);
  });
});
