import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { type Drop, versionOf } from "../../functions/drops/drop.ts";
import type { Stack } from "../stack/connect.ts";

interface ListedVersion {
  readonly version: Drop;
  readonly at: Date;
}

/** The versions of a key's object, the newest first. */
export async function listVersions(stack: Stack, key: string, limit: number): Promise<ListedVersion[]> {
  const found: ListedVersion[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await stack.s3.send(new ListObjectVersionsCommand({ Bucket: stack.bucket, Prefix: key, ...from }));
    for (const { Key, VersionId, ETag = "", LastModified: at = new Date(0) } of page.Versions ?? []) {
      if (Key !== key) continue;
      found.push({ version: { bucket: stack.bucket, key, versionId: versionOf({ VersionId, ETag }) }, at });
      if (found.length >= limit) return found;
    }
    // Among the keys with this prefix, the key itself is listed first.
    if (!page.IsTruncated || page.NextKeyMarker !== key) return found;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
