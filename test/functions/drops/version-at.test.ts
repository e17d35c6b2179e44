import { S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { connectDropBucket } from "../../../functions/drops/drop-bucket.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";

const KEY = "incoming/a folder/_dataset.json";
/** S3 keeps whole seconds; the time that is asked for may be one. */
const TIMES = ["2026-11-26T12:00:00.000Z", "2026-11-26T12:00:00.700Z"] as const;

/** A version, or a delete marker, that many seconds after the time that is asked for. */
interface Listed {
  readonly id: string;
  readonly seconds: number;
  readonly isMarker?: boolean;
  readonly isLatest?: boolean;
  readonly key?: string;
}

async function versionAt(time: string, listed: readonly Listed[]): Promise<string | undefined> {
  const whole = (isMarker: boolean) =>
    listed
      .filter((one) => (one.isMarker ?? false) === isMarker)
      .map(({ id, seconds, isLatest, key = KEY }) => ({
        IsLatest: isLatest,
        Key: encodeURIComponent(key).replaceAll("%20", "+"),
        VersionId: id,
        ...(isMarker ? {} : { ETag: `"${id}"` }),
        LastModified: new Date(Date.parse("2026-11-26T12:00:00Z") + seconds * 1000),
      }))
      .sort((a, b) => b.LastModified.getTime() - a.LastModified.getTime());
  const s3 = new S3Client(NO_ACCOUNT);
  const [Versions, DeleteMarkers] = [whole(false), whole(true)];
  // S3 leaves out what it has none of.
  const calls = answerCalls(s3, () => ({
    $metadata: {},
    ...(Versions.length > 0 && { Versions }),
    ...(DeleteMarkers.length > 0 && { DeleteMarkers }),
  }));
  const found = await connectDropBucket(s3).versionAt("b", KEY, time, 300);
  expect(calls).toEqual([{ command: "ListObjectVersions", input: { Bucket: "b", Prefix: KEY, EncodingType: "url" } }]);
  return found?.versionId;
}

it.each<[string, readonly Listed[], string | undefined]>([
  ["none", [], undefined],
  ["the one of the same second", [{ id: "same", seconds: 0 }], "same"],
  ["the last one before", [-90, -20, 5].map((seconds) => ({ id: `at ${seconds}`, seconds })), "at -20"],
  ["none of a longer name", [{ id: "x", seconds: -9, key: `${KEY}.txt` }], undefined],
  ["the first one after, where there was none", [9, 4, 2].map((seconds) => ({ id: `at ${seconds}`, seconds })), "at 2"],
  [
    "the first one after a removal",
    [
      { id: "x", seconds: -9, isMarker: true },
      { id: "again", seconds: 3 },
    ],
    "again",
  ],
  [
    "none that was removed",
    [
      { id: "old", seconds: -9 },
      { id: "x", seconds: -3, isMarker: true },
    ],
    undefined,
  ],
  [
    "none that was removed within its second",
    [
      { id: "old", seconds: 0 },
      { id: "x", seconds: 0, isMarker: true, isLatest: true },
    ],
    undefined,
  ],
  ["one that came as late as may be", [{ id: "late", seconds: 300 }], "late"],
  ["none that came much later", [{ id: "late", seconds: 301 }], undefined],
  [
    "the latest of those of one second",
    [
      { id: "first", seconds: 0 },
      { id: "latest", seconds: 0, isLatest: true },
    ],
    "latest",
  ],
  ["what is there now, where no version is kept", [{ id: "null", seconds: 5000 }], "etag-null"],
])("the version of an object at a time is %s", async (_, listed, found) => {
  for (const time of TIMES) expect(await versionAt(time, listed)).toBe(found);
});

it("the versions of an object that cannot be listed are asked for again later", async () => {
  const error = Object.assign(new Error("no"), { name: "AccessDenied" });
  const s3 = new S3Client(NO_ACCOUNT);
  answerCalls(s3, () => {
    throw error;
  });
  await expect(connectDropBucket(s3).versionAt("b", KEY, TIMES[0], 300)).rejects.toMatchObject({
    name: "StorageUnavailable",
    message: `Could not list the versions of ${JSON.stringify(KEY)}: AccessDenied: no`,
    cause: error,
  });
});
