import { CopyObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { type Drop, etagOf, isUnversioned } from "../drops/drop.ts";
import { describeError, StorageUnavailable } from "../drops/errors.ts";

/** Where fixed files are kept as long as reports. */
export interface KeptFiles {
  /** Copies an object to another key of its bucket. @throws {StorageUnavailable} */
  keep(object: Drop, key: string): Promise<void>;
}

export function connectKeptFiles(s3: S3Client): KeptFiles {
  return {
    async keep(object, key) {
      const source = `${object.bucket}/${object.key.split("/").map(encodeURIComponent).join("/")}`;
      const condition = isUnversioned(object)
        ? { CopySource: source, CopySourceIfMatch: etagOf(object) }
        : { CopySource: `${source}?versionId=${encodeURIComponent(object.versionId)}` };
      try {
        // Tags of an antivirus scanner would take permissions of their own, and it tags the copy too.
        const TaggingDirective = "REPLACE";
        await s3.send(new CopyObjectCommand({ Bucket: object.bucket, Key: key, TaggingDirective, ...condition }));
      } catch (error) {
        const what = `Could not copy ${JSON.stringify(object.key)}: ${describeError(error)}`;
        throw new StorageUnavailable(what, { cause: error });
      }
    },
  };
}
