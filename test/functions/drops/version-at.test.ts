import type { S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { connectDropBucket } from "../../../functions/drops/drop-bucket.ts";

const KEY = "incoming/a folder/_dataset.json";
const TIME = "2026-11-26T12:00:00.700Z";

/** A version, or a delete marker, that many seconds after the time that is asked for. */
interface Listed {
  readonly id: string;
  readonly seconds: number;
  readonly isMarker?: boolean;
  readonly key?: string;
}

async function versionAt(...listed: readonly Listed[]): Promise<string | undefined> {
  const whole = (isMarker: boolean) =>
    listed
      .filter((one) => (one.isMarker ?? false) === isMarker)
      .map(({ id, seconds, key = KEY }) => ({
        Key: encodeURIComponent(key).replaceAll("%20", "+"),
        VersionId: id,
        ...(isMarker ? {} : { ETag: `"${id}"` }),
        LastModified: new Date(Date.parse("2026-11-26T12:00:00Z") + seconds * 1000),
      }))
      .sort((a, b) => b.LastModified.getTime() - a.LastModified.getTime());
  const s3 = { send: async () => ({ Versions: whole(false), DeleteMarkers: whole(true) }) } as unknown as S3Client;
  return (await connectDropBucket(s3).versionAt("b", KEY, TIME, 300))?.versionId;
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
  ["none that came much later", [{ id: "late", seconds: 301 }], undefined],
  ["what is there now, where no version is kept", [{ id: "null", seconds: 5000 }], "etag-null"],
])("the version of an object at a time is %s", async (_, listed, found) => {
  expect(await versionAt(...listed)).toBe(found);
});
