import { describe, expect, it } from "vitest";
import { isLaterWrite, readDropMessage } from "../../../functions/ingest/s3-events.ts";

const record = (object: Record<string, unknown>, eventName = "ObjectCreated:Put") => ({
  eventSource: "aws:s3",
  eventName,
  eventTime: "2026-11-24T12:00:00.000Z",
  s3: { bucket: { name: "drops" }, object: { size: 10, eTag: "e1", ...object } },
});
const REDRIVE = {
  dropset: "redrive",
  drop: { bucket: "drops", key: "incoming/a+b.csv", versionId: "v1" },
  bytes: 10,
  droppedAt: "2026-11-24T12:00:00.000Z",
  attempt: 3,
  datasetAttempt: 2,
};
const message = (...records: unknown[]) => JSON.stringify({ Records: records });

const readDropEvents = (body: string) => {
  const { drops, refused } = readDropMessage(body);
  expect(refused).toEqual([]);
  return drops;
};

describe("an S3 event", () => {
  it("names the drop, its key decoded as forms are", () => {
    const [event] = readDropEvents(message(record({ key: "incoming/a+b%2Bc%25+%C3%A9.csv", versionId: "v1" })));
    expect(event).toEqual({
      drop: { bucket: "drops", key: "incoming/a b+c% é.csv", versionId: "v1" },
      bytes: 10,
      droppedAt: "2026-11-24T12:00:00.000Z",
    });
  });

  it.each([
    ["0055AED6DCD90281E5", "0055AED6DCD90281E4", true],
    ["0055aed6dcd90281e5", "0055AED6DCD90281E5", false],
    // The shorter one is filled up with zeros on the right.
    ["0055AED6DD", "0055AED6DCD90281E4", true],
    ["0055AED6DCD9", "0055AED6DCD90281E4", false],
    ["0055", "005500", false],
    ["005500", "0055", false],
  ])("has a sequencer: %s comes after %s: %s", (sequencer, than, isLater) => {
    expect(isLaterWrite(sequencer, than)).toBe(isLater);
    const [event] = readDropEvents(message(record({ key: "incoming/a.csv", sequencer })));
    expect(event?.sequencer).toBe(sequencer);
  });

  it.each([
    ["incoming/ws/", 5],
    ["incoming/ws/a.csv", 0],
  ])("of the object %s of %i bytes is a drop, and no folder's placeholder", (key, size) => {
    expect(readDropEvents(message(record({ key, size })))).toMatchObject([{ drop: { key }, bytes: size }]);
  });

  it("may have its time in any time zone, and leaves out an order that it does not have", () => {
    const eventTime = "2026-11-24T13:00:00.000+01:00";
    const [event] = readDropEvents(message({ ...record({ key: "incoming/a.csv" }), eventTime }));
    expect(event).toMatchObject({ droppedAt: eventTime });
    expect(event).not.toHaveProperty("sequencer");
  });

  it("goes by the ETag where the bucket keeps no versions", () => {
    expect(readDropEvents(message(record({ key: "incoming/a.csv" })))[0]?.drop.versionId).toBe("etag-e1");
  });

  it("from EventBridge names the drop too, with its key unencoded", () => {
    const event = (object: Record<string, unknown>, what = "Object Created") =>
      JSON.stringify({
        source: "aws.s3",
        "detail-type": what,
        time: "2026-11-24T12:00:00Z",
        detail: { bucket: { name: "drops" }, object: { size: 10, etag: "e1", ...object } },
      });
    expect(readDropEvents(event({ key: "incoming/a+b%2B é.csv", "version-id": "v1" }))).toEqual([
      {
        drop: { bucket: "drops", key: "incoming/a+b%2B é.csv", versionId: "v1" },
        bytes: 10,
        droppedAt: "2026-11-24T12:00:00Z",
      },
    ]);
    expect(readDropEvents(event({ key: "incoming/a.csv" }))[0]?.drop.versionId).toBe("etag-e1");
    expect(readDropEvents(event({ key: "incoming/a.csv" }, "Object Deleted"))).toEqual([]);
    expect(readDropEvents(event({ key: "results/a.json" }))).toEqual([]);
    expect(readDropEvents(event({ key: "incoming/a.csv", sequencer: "01" }))[0]?.sequencer).toBe("01");
    expect(readDropEvents(event({ key: "incoming/a.csv" }))[0]).not.toHaveProperty("sequencer");
  });

  it("goes by the ETag where the bucket's versioning is suspended, as every version is called null there", () => {
    expect(readDropEvents(message(record({ key: "incoming/a.csv", versionId: "null" })))[0]?.drop.versionId).toBe(
      "etag-e1",
    );
  });

  it("with an unreadable record returns the others, and names that one", () => {
    const { drops, refused } = readDropMessage(
      message(record({ key: "incoming/a.csv" }), { eventSource: "aws:sns" }, record({ key: "incoming/b.csv" })),
    );
    expect(drops.map(({ drop }) => drop.key)).toEqual(["incoming/a.csv", "incoming/b.csv"]);
    expect(refused).toEqual([expect.objectContaining({ message: expect.stringMatching(/^Record 1 .*eventSource/s) })]);
  });

  it.each([
    ["S3's test event", JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "drops" })],
    ["a console folder's placeholder", message(record({ key: "incoming/ws/", size: 0 }))],
    ["an object elsewhere", message(record({ key: "results/a.json" }))],
    ["a removal", message(record({ key: "incoming/a.csv" }, "ObjectRemoved:Delete"))],
  ])("is no drop when it is %s", (_, body) => {
    expect(readDropEvents(body)).toEqual([]);
  });

  it("can be a redrive message with its attempt", () => {
    expect(readDropEvents(JSON.stringify(REDRIVE))).toEqual([
      { drop: REDRIVE.drop, bytes: 10, droppedAt: REDRIVE.droppedAt, attempt: 3, datasetAttempt: 2 },
    ]);
  });

  it("can be a redrive that is to make another dataset", () => {
    const another = { ...REDRIVE, datasetAttempt: REDRIVE.attempt };
    expect(readDropEvents(JSON.stringify(another))).toMatchObject([{ attempt: 3, datasetAttempt: 3 }]);
  });

  it.each([
    ["{oops", /^The message is not JSON: "\{oops"$/],
    ["x".repeat(200), /^The message is not JSON: "x{80}"$/],
    [JSON.stringify({ a: "x".repeat(200) }), /^The message is not an S3 event, .*: \{"a":"x{74}$/],
    [JSON.stringify({ ...REDRIVE, attempt: 1 }), /^The message is no redrive: .*attempt/s],
    [JSON.stringify({ ...REDRIVE, datasetAttempt: 4 }), /The dataset can't be of a later attempt\./],
    [message(record({ key: "incoming/a.csv", eTag: undefined })), /^The event names neither a version nor an ETag/],
    [message(record({ key: "incoming/%zz.csv" })), /^The event's key is not URL-encoded: "incoming\/%zz\.csv"$/],
  ])("that is refused says why: %s", (body, why) => {
    expect(readDropMessage(body).refused.map(({ message: said }) => said)).toEqual([expect.stringMatching(why)]);
  });

  it.each([
    ["a redrive of what is no drop", JSON.stringify({ ...REDRIVE, drop: { ...REDRIVE.drop, key: "results/a.json" } })],
    ["a redrive of a first attempt", JSON.stringify({ ...REDRIVE, attempt: 1, datasetAttempt: 1 })],
    ["a redrive with a later attempt's dataset", JSON.stringify({ ...REDRIVE, datasetAttempt: 4 })],
    ["a redrive with a field too many", JSON.stringify({ ...REDRIVE, workspaceId: "w" })],
    ["a redrive without a version", JSON.stringify({ ...REDRIVE, drop: { ...REDRIVE.drop, versionId: "" } })],
    ["of ours, and no redrive", JSON.stringify({ ...REDRIVE, dropset: "other" })],
    ["not JSON", "{oops"],
    ["another service's", JSON.stringify({ Records: [{ eventSource: "aws:sns", Sns: {} }] })],
    ["without records", "{}"],
    ["without a version and an ETag", message(record({ key: "incoming/a.csv", eTag: undefined }))],
    ["of a key that is not URL-encoded", message(record({ key: "incoming/%zz.csv" }))],
  ])("is refused by name when it is %s", (_, body) => {
    expect(readDropMessage(body)).toEqual({ drops: [], refused: [expect.objectContaining({ name: "NotAnS3Event" })] });
  });
});
