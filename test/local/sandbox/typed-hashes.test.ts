import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { HASH_BYTES, hashOf, RecordHashes } from "../../../local/sandbox/typed/record-hashes.ts";
import { cases } from "../../cases.ts";

it("hashes tell new records from those that are there, as a set of the records does", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { maxLength: 5000, size: "max" }), (records) => {
      const hashes = new RecordHashes();
      const set = new Set<number>();
      for (const record of records) {
        expect(hashes.add(hashOf(String(record)))).toBe(!set.has(record));
        set.add(record);
      }
    }),
    { numRuns: cases(20) },
  );
});

it("a hash of zeros is one like any other", () => {
  const hashes = new RecordHashes();
  expect([hashes.add(Buffer.alloc(HASH_BYTES)), hashes.add(Buffer.alloc(HASH_BYTES))]).toEqual([true, false]);
});

it("hashes in files count as there, across the parts in which a file is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hashes-test-"));
  try {
    const all = Array.from({ length: 20_000 }, (_, index) => hashOf(String(index)));
    const paths = [join(folder, "a"), join(folder, "b")];
    await writeFile(paths[0] ?? "", Buffer.concat(all.slice(0, 12_345)));
    await writeFile(paths[1] ?? "", Buffer.concat(all.slice(12_345)));
    const hashes = new RecordHashes();
    await hashes.load(paths);
    expect(all.some((hash) => hashes.add(hash))).toBe(false);
    expect(hashes.add(hashOf("another"))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
