import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { WORK_PREFIX } from "../../../functions/drops/prefixes.ts";
import type { Report } from "../../../functions/drops/report.ts";
import { connectEventBus } from "../../../functions/report/event-bus.ts";
import { connectKeptFiles } from "../../../functions/report/kept-files.ts";
import { writeMessage, writeSubject } from "../../../functions/report/message.ts";
import { connectNotices } from "../../../functions/report/notices.ts";
import { outcomeDetail } from "../../../functions/report/outcome-event.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";
import { reportOf } from "./reports.ts";

const PLACES = { report: "results/r.json", page: "results/r.html" };
const GROUPS = "META_TASK_GROUP_ID,id,a\n1,1,x\n2,2,y\n2,3,z\n";
const $metadata = {};
const DOWN = Object.assign(new Error("down"), { name: "Down" });
const down = () => {
  throw DOWN;
};

describe("an outcome's event", () => {
  async function put(report: Report, answer: () => object = () => ({})) {
    const client = new EventBridgeClient(NO_ACCOUNT);
    const calls = answerCalls(client, () => Object.assign({ $metadata }, answer()));
    await connectEventBus("bus", client).put(report, PLACES, "w1");
    return calls;
  }

  it.each([
    ["ready", "Drop READY"],
    ["partial", "Drop partly imported"],
    ["accepted", "Dataset definition accepted"],
    ["rejected", "Drop rejected"],
    ["failed", "Drop failed"],
  ] as const)("of a drop that is %s has the type %s, and the report's facts", async (outcome, type) => {
    const counts = { id: "i1", status: "complete", added: 3, duplicates: null, rejected: 0 };
    const report = await reportOf(GROUPS, { outcome, findingCounts: { quote: 2 }, import: counts });
    const { outcome: _, drop, dataset, import: imported, findingCounts, startedAt, finishedAt } = report;
    const calls = await put(report);
    expect(calls).toEqual([
      {
        command: "PutEvents",
        input: {
          Entries: [
            {
              EventBusName: "bus",
              Source: "dropset",
              DetailType: type,
              Detail: expect.any(String),
              Time: new Date(report.finishedAt),
            },
          ],
        },
      },
    ]);
    const [call] = calls;
    const [entry] = call && "Entries" in call.input ? (call.input.Entries ?? []) : [];
    const detail: unknown = JSON.parse(entry && "Detail" in entry ? (entry.Detail ?? "") : "");
    expect(detail).toEqual({
      ...{ outcome, drop, workspaceId: "w1", dataset, import: imported, findingCounts, startedAt, finishedAt },
      file: { bytes: GROUPS.length, rows: 3, columns: 3, taskGroups: 2 },
      report: { bucket: "b", key: "results/r.json", pageKey: "results/r.html" },
    });
    expect(outcomeDetail.parse(detail)).toEqual(detail);
    const elsewhere = {
      ...Object(detail),
      startedAt: "2026-11-24T13:00:00+01:00",
      finishedAt: "2026-11-24T13:00:01+01:00",
    };
    expect(outcomeDetail.parse(elsewhere)).toEqual(elsewhere);
  });

  it("that the bus does not accept is sent again", async () => {
    const report = await reportOf("id,a\n1,x\n", { dataset: null });
    await expect(put(report, down)).rejects.toMatchObject({
      name: "NoticeNotSent",
      retryable: true,
      message: "The event could not be sent: Down: down",
      cause: DOWN,
    });
    const refused = () => ({ Entries: [{ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }] });
    await expect(put(report, refused)).rejects.toMatchObject({
      name: "NoticeNotSent",
      message: "The event was not accepted: ThrottlingException: slow down",
    });
    await expect(put(report, () => ({ Entries: [{ EventId: "1" }] }))).resolves.toHaveLength(1);
  });
});

describe("a notice", () => {
  async function send(report: Report, answer: () => object = () => ({}), workspaceId: string | undefined = undefined) {
    const client = new SNSClient(NO_ACCOUNT);
    const calls = answerCalls(client, () => Object.assign({ $metadata }, answer()));
    await connectNotices("arn:topic", client).send(report, PLACES, workspaceId);
    return calls;
  }
  const text = (value: string) => ({ DataType: "String", StringValue: value });

  it("has the report as a message, with attributes to filter by", async () => {
    const report = await reportOf("id,a\n1,x\n");
    expect(await send(report, () => ({}), "w1")).toEqual([
      {
        command: "Publish",
        input: {
          TopicArn: "arn:topic",
          Subject: writeSubject(report),
          Message: writeMessage(report, PLACES),
          MessageAttributes: { outcome: text("ready"), workspaceId: text("w1"), datasetId: text("d1") },
        },
      },
    ]);
  });

  it("of a rejected file has its workspace where that is known, and no dataset", async () => {
    const report = await reportOf("id,a\n1\n", { outcome: "rejected", dataset: null });
    const attributes = async (workspaceId?: string) => {
      const [call] = await send(report, () => ({}), workspaceId);
      return Object(call?.input).MessageAttributes;
    };
    expect(await attributes("w1")).toEqual({ outcome: text("rejected"), workspaceId: text("w1") });
    expect(await attributes()).toEqual({ outcome: text("rejected") });
  });

  it("that the topic does not take is sent again", async () => {
    await expect(send(await reportOf("id,a\n1,x\n"), down)).rejects.toMatchObject({
      name: "NoticeNotSent",
      message: "The notice could not be published: Down: down",
      cause: DOWN,
    });
  });
});

describe("a fixed file", () => {
  async function keep(versionId: string, answer: () => object = () => ({})) {
    const client = new S3Client(NO_ACCOUNT);
    const calls = answerCalls(client, () => Object.assign({ $metadata }, answer()));
    await connectKeptFiles(client).keep({ bucket: "b", key: `${WORK_PREFIX}a b&c.csv`, versionId }, "results/k");
    return calls.map(({ command, input }) => ({ command, ...input }));
  }

  it.each([
    ["v&1", { CopySource: `b/${WORK_PREFIX}a%20b%26c.csv?versionId=v%261` }],
    ["etag-e1", { CopySource: `b/${WORK_PREFIX}a%20b%26c.csv`, CopySourceIfMatch: '"e1"' }],
  ])("of the version %s is copied at that version", async (versionId, source) => {
    const copy = { command: "CopyObject", Bucket: "b", Key: "results/k", TaggingDirective: "REPLACE", ...source };
    expect(await keep(versionId)).toEqual([copy]);
  });

  it("that cannot be copied just now is tried again", async () => {
    await expect(keep("v1", down)).rejects.toMatchObject({
      name: "StorageUnavailable",
      message: 'Could not copy "work/a b&c.csv": Down: down',
      cause: DOWN,
    });
  });
});
