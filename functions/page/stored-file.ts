import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { type Drop, readCondition } from "../drops/drop.ts";
import { DROPPED_BY } from "../drops/dropped-by.ts";
import { decodeEncodedWords } from "../drops/encoded-words.ts";

/** A version that S3 has, and what it says of it. */
export interface StoredFile {
  readonly drop: Drop;
  readonly head: HeadObjectCommandOutput;
}

/** undefined if S3 has no such version. */
export async function headOf(drop: Drop, s3: S3Client): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: drop.bucket, Key: drop.key, ...readCondition(drop) }));
  } catch (error) {
    // A version's id that is none is a bad request to S3.
    if (error instanceof S3ServiceException && error.$fault === "client") return undefined;
    throw error;
  }
}

/** Who uploaded it; null where nobody had to sign in, and for what did not come by the page. */
export function uploaderOf({ Metadata }: Pick<HeadObjectCommandOutput, "Metadata">): string | null {
  const droppedBy = Metadata?.[DROPPED_BY];
  return droppedBy === undefined ? null : decodeEncodedWords(droppedBy);
}
