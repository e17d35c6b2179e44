import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { REGION } from "../arns.ts";
import type { CloudFault } from "./faults.ts";

/** The content of an overwritten file. */
const ANOTHER = "id,a\n1,another file in its place\n";

/**
 * Overwrites or deletes an object, as another user could at any time.
 *
 * @param url the object's path in a call, with its version if the call has one
 */
export async function changeObject(
  endpoint: string,
  url: string,
  change: Extract<CloudFault, { kind: "object" }>["change"],
): Promise<void> {
  const { pathname, searchParams } = new URL(url, endpoint);
  const [, Bucket = "", ...path] = pathname.split("/").map(decodeURIComponent);
  const object = { Bucket, Key: path.join("/") };
  const somebody = { accessKeyId: "somebody", secretAccessKey: "none" };
  const s3 = new S3Client({ endpoint, region: REGION, credentials: somebody, forcePathStyle: true });
  try {
    switch (change) {
      case "overwrite":
        await s3.send(new PutObjectCommand({ ...object, Body: ANOTHER }));
        return;
      case "delete":
        await s3.send(new DeleteObjectCommand(object));
        return;
      case "delete-version":
        await s3.send(new DeleteObjectCommand({ ...object, VersionId: searchParams.get("versionId") ?? undefined }));
        return;
    }
  } finally {
    s3.destroy();
  }
}
