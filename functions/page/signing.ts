import {
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type Drop, isUnversioned } from "../drops/drop.ts";
import { DROPPED_BY } from "../drops/dropped-by.ts";
import { encodeWords } from "../drops/encoded-words.ts";

/** How a client must be configured that signs: a checksum that nobody sends would be part of the signature. */
export const SIGNING_CONFIG = { requestChecksumCalculation: "WHEN_REQUIRED" } as const satisfies S3ClientConfig;

/** A minute to choose, and time for a slow line to begin. The length is signed, and S3 ends what is sent too slowly. */
const UPLOAD_SECONDS = 10 * 60;
/** Parts wait for those before them. */
const PART_SECONDS = 60 * 60;
const DOWNLOAD_SECONDS = 5 * 60;

/** A file that is uploaded in one request. */
export interface SignedFile {
  readonly key: string;
  readonly bytes: number;
  readonly contentType: string;
  readonly droppedBy: string | null;
}

/** What a download is saved as. */
export interface SavedAs {
  readonly name: string;
  readonly contentType: string;
}

/** Signs requests to the drop bucket, for browsers to send: each for one object, and one purpose. */
export interface Signing {
  /** A PUT of exactly these bytes' length and type. @returns the URL, and the headers that go with it */
  upload(file: SignedFile): Promise<{ url: string; headers: Record<string, string> }>;
  part(part: { key: string; uploadId: string; number: number; bytes: number }): Promise<string>;
  download(object: Pick<Drop, "key"> & Partial<Drop>, savedAs: SavedAs): Promise<string>;
  /** Where the requests go to, as browsers write an origin. */
  origin(): Promise<string>;
}

/** @param s3 with `SIGNING_CONFIG` */
export function connectSigning(s3: S3Client, bucket: string): Signing {
  return {
    async upload({ key, bytes, contentType, droppedBy }) {
      const metadata = droppedBy === null ? undefined : { [DROPPED_BY]: encodeWords(droppedBy) };
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        ContentLength: bytes,
        ContentType: contentType,
        Metadata: metadata,
      });
      const url = await getSignedUrl(s3, command, {
        expiresIn: UPLOAD_SECONDS,
        signableHeaders: new Set(["host", "content-length", "content-type", `x-amz-meta-${DROPPED_BY}`]),
        // As headers, they are what the browser sends, and S3 keeps.
        unhoistableHeaders: new Set([`x-amz-meta-${DROPPED_BY}`]),
      });
      // The browser itself sends the length.
      const headers = { "content-type": contentType };
      return {
        url,
        headers: metadata ? { ...headers, [`x-amz-meta-${DROPPED_BY}`]: metadata[DROPPED_BY] ?? "" } : headers,
      };
    },

    part: ({ key, uploadId, number, bytes }) =>
      getSignedUrl(
        s3,
        new UploadPartCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: number,
          ContentLength: bytes,
        }),
        { expiresIn: PART_SECONDS, signableHeaders: new Set(["host", "content-length"]) },
      ),

    download: ({ key, versionId }, { name, contentType }) =>
      getSignedUrl(
        s3,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(versionId !== undefined && !isUnversioned({ bucket, key, versionId }) && { VersionId: versionId }),
          ResponseContentDisposition: attachment(name),
          ResponseContentType: contentType,
        }),
        { expiresIn: DOWNLOAD_SECONDS },
      ),

    async origin() {
      return new URL(await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: "origin" }))).origin;
    },
  };
}

/** A file to save under a name, which may be any text: RFC 8187. */
export function attachment(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
