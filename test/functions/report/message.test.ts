import { describe, expect, it } from "vitest";
import { writeMessage } from "../../../functions/report/message.ts";
import { reportOf } from "./reports.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_BYTES = 256 * 1024;

async function messageOf(content: string): Promise<string> {
  return writeMessage(await reportOf(content), { report: "results/r.json", page: "results/r.html" });
}

describe("a notice", () => {
  it("names the columns that participants see, and those that they don't", async () => {
    const message = await messageOf("id,text,META_source\n1,Great,amazon\n");
    expect(message).toContain("Participants see: id, text\nMetadata, not shown: META_source\n");
  });

  it("is within SNS's limits for any number of columns and any length of names", async () => {
    const names = Array.from({ length: 9000 }, (_, index) => `question ${index} of the survey, in the long form`);
    const message = await messageOf(
      `${names.map((name) => `"${name}"`).join(",")}\n${names.map(() => "x").join(",")}\n`,
    );
    expect(message).toContain("question 19 of the survey, in the long form, and 8980 more, in the report");
    expect(Buffer.byteLength(message)).toBeLessThan(MOST_BYTES);

    const long = await messageOf(`id,${"🎉".repeat(200_000)}\n1,x\n`);
    expect(long).toContain(`Participants see: id, ${"🎉".repeat(100)}…\n`);
    expect(Buffer.byteLength(long)).toBeLessThan(MOST_BYTES);
  });
});
