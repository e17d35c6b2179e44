import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answersTable, describeProgress } from "../../cli/drops/describe.ts";
import type { Progress } from "../../cli/drops/progress.ts";
import type { Paint } from "../../cli/terminal/paint.ts";
import { type Pipeline, startPipeline } from "../local/pipeline.ts";

const plain: Paint = (_, text) => text;
/** Clears the screen, starts a new line, and reverses the text direction. */
const HOSTILE = "\u001b[2J\nx READY\r\u202etxt.\u2028";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

it("control characters in keys and values do not break the terminal's lines", async () => {
  const Key = `incoming/${HOSTILE}.csv`;
  const said: string[] = [];
  pipeline.follower.on("progress", ({ key }, progress: Progress) => said.push(describeProgress(key, progress, plain)));
  const { VersionId = "" } = await pipeline.s3.send(
    new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body: `id,"a${HOSTILE}","a${HOSTILE}"\n1,x,y\n` }),
  );
  const answer = await pipeline.follower.answer({ bucket: pipeline.bucket, key: Key, versionId: VersionId });
  said.push(answersTable([answer], plain));
  expect(answer.report.findings.length).toBeGreaterThan(0);
  expect(said.length).toBeGreaterThan(2);
  for (const text of said) expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]/u);
  expect(
    said
      .join("\n")
      .split("\n")
      .filter((line) => line.startsWith("x READY")),
  ).toEqual([]);
});
