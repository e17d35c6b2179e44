import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attemptId,
  dropId,
  executionName,
  readCondition,
  unquoteEtag,
  versionOfEtag,
} from "../../../functions/drops/drop.ts";
import { reportKey } from "../../../functions/drops/object-keys.ts";

const anyDrop = fc.record({
  bucket: fc.string(),
  key: fc.string({ unit: "binary", maxLength: 300 }).map((name) => `incoming/${name}`),
  versionId: fc.string({ minLength: 1, maxLength: 64 }),
});

describe("a drop's identity", () => {
  it("is of bucket, key and version together", () => {
    const drop = { bucket: "b", key: "incoming/a", versionId: "v" };
    const others = [
      { ...drop, bucket: "c" },
      { ...drop, key: "incoming/b" },
      { ...drop, versionId: "w" },
      { bucket: "b", key: "incoming/av", versionId: "" },
    ];
    for (const other of others) expect(dropId(other)).not.toBe(dropId(drop));
    expect(dropId({ ...drop })).toBe(dropId(drop));
  });

  it("shows in the execution's name what people can read of the key", () => {
    const nameOf = (key: string) => executionName({ bucket: "b", key, versionId: "v" }).replace(/-[0-9a-f]{32}$/, "");
    expect(nameOf("incoming/Café  & Bar/é.csv")).toBe("Cafe-Bar-e-csv");
    expect(nameOf("incoming/--a--.csv--")).toBe("a-csv");
    expect(nameOf("incoming/🎉")).toBe("drop");
    expect(nameOf(`incoming/${"x".repeat(30)}----${"y".repeat(39)}`)).toBe("y".repeat(39));
  });

  it("gives every drop a valid execution name", () => {
    fc.assert(
      fc.property(anyDrop, (drop) => {
        expect(executionName(drop)).toMatch(/^[0-9A-Za-z][0-9A-Za-z-]{0,79}$/);
      }),
    );
  });

  it("is the first attempt's, and each later attempt has its own id and execution name", () => {
    const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v" };
    // Deployed ledgers hold entries under this id, and executions run under this name.
    expect(attemptId(drop, 1)).toBe("878c9c9a1a658e0a78327cf2c9acb68a7426e35d9f97d688c6e5622c9cd63400");
    expect(executionName(drop)).toBe("a-csv-878c9c9a1a658e0a78327cf2c9acb68a");
    expect(executionName(drop, 2)).toBe(`${executionName(drop)}-2`);
    fc.assert(
      fc.property(anyDrop, fc.integer({ min: 2, max: 99_999 }), (some, attempt) => {
        expect(attemptId(some, attempt)).not.toBe(attemptId(some, 1));
        expect(attemptId(some, attempt)).not.toBe(attemptId(some, attempt + 1));
        for (const field of ["bucket", "key", "versionId"] as const) {
          const other = { ...some, [field]: `${some[field]}'` };
          expect(attemptId(other, attempt)).not.toBe(attemptId(some, attempt));
          expect(executionName(other, attempt)).not.toBe(executionName(some, attempt));
        }
        expect(executionName(some, attempt)).toMatch(/^[0-9A-Za-z][0-9A-Za-z-]{0,79}$/);
      }),
    );
  });

  it("reads by version, or by ETag without versions", () => {
    expect(readCondition({ bucket: "b", key: "k", versionId: "3sL4kqtJ" })).toEqual({ VersionId: "3sL4kqtJ" });
    expect(readCondition({ bucket: "b", key: "k", versionId: versionOfEtag('"abc-2"') })).toEqual({
      IfMatch: '"abc-2"',
    });
  });
});

describe("the report's key", () => {
  it("is the drop's key and version below results/", () => {
    expect(reportKey({ bucket: "b", key: "incoming/ws/reviews.csv", versionId: "v1" })).toBe(
      "results/ws/reviews.csv/v1.json",
    );
  });

  it("keeps to S3's 1,024 bytes, and stays the drop's own", () => {
    const long = (end: string) => ({ bucket: "b", key: `incoming/${"é".repeat(500)}${end}`, versionId: "v" });
    expect(Buffer.byteLength(reportKey(long("a")))).toBeLessThanOrEqual(1024);
    expect(reportKey(long("a"))).not.toBe(reportKey(long("b")));
  });
});

describe("an ETag", () => {
  it("loses the quotes around it, and none within", () => {
    expect(unquoteEtag('"abc"')).toBe("abc");
    expect(unquoteEtag('a"b"c')).toBe('a"b"c');
  });
});
