import { describe, expect, it } from "vitest";
import { writeValidated } from "../../../../functions/validation/fix/write-validated.ts";
import { validateCsv } from "../../../../functions/validation/validate-csv.ts";
import { inChunks } from "../streams.ts";

const FILE = Buffer.from("id,text\n1,a\n2,b\n");

/** A file's chunks, which note whether their reader has ended them. */
function source() {
  const state = { isEnded: false };
  async function* chunks() {
    try {
      yield* inChunks(FILE, 5);
    } finally {
      state.isEnded = true;
    }
  }
  return { chunks: chunks(), state };
}

/** Takes what is written, and how it came. */
function target() {
  const written: string[] = [];
  const write = async (chunk: Uint8Array) => {
    written.push(Buffer.from(chunk).toString());
  };
  return { written, write };
}

describe("a file that is validated as it is written", () => {
  it("is written and validated as a whole", async () => {
    const { written, write } = target();
    const validation = await writeValidated(source().chunks, write, (chunks) => validateCsv(chunks));
    expect(written).toEqual(["id,te", "xt\n1,", "a\n2,b", "\n"]);
    expect(validation).toEqual(await validateCsv(inChunks(FILE)));
  });

  it("is written before it is validated", async () => {
    const { written, write } = target();
    await writeValidated(source().chunks, write, async (chunks) => {
      let read = "";
      for await (const chunk of chunks) {
        read += Buffer.from(chunk).toString();
        expect(written.join("")).toBe(read);
      }
      expect(read).toBe(FILE.toString());
      return validateCsv(inChunks(FILE));
    });
  });

  it("is written to its end, where validation stops before", async () => {
    const { written, write } = target();
    const { chunks, state } = source();
    await writeValidated(chunks, write, async (read) => {
      for await (const _ of read) break;
      return validateCsv(inChunks(FILE));
    });
    expect(written.join("")).toBe(FILE.toString());
    expect(state.isEnded).toBe(true);
  });

  it.each([
    ["validated", async () => Promise.reject(new Error("It failed."))],
    [
      "written",
      async (chunks: AsyncIterable<Uint8Array>) => {
        for await (const _ of chunks);
        return validateCsv(inChunks(FILE));
      },
    ],
  ] as const)("is read no further, where it cannot be %s", async (failing, validate) => {
    const { chunks, state } = source();
    await chunks.next();
    const write = async () => {
      if (failing === "written") throw new Error("It failed.");
    };
    await expect(writeValidated(chunks, write, validate)).rejects.toThrow("It failed.");
    expect(state.isEnded).toBe(true);
  });
});
