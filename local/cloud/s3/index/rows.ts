import * as z from "zod";
import type { Segment } from "../bodies.ts";
import { CHECKSUM_ALGORITHMS } from "../checksums.ts";

const checksum = z.object({
  algorithm: z.enum(CHECKSUM_ALGORITHMS),
  value: z.string(),
  type: z.enum(["FULL_OBJECT", "COMPOSITE"]),
});
export type StoredChecksum = z.infer<typeof checksum>;

const details = z.object({
  /** The headers that an answer repeats, such as Content-Type. */
  headers: z.record(z.string(), z.string()),
  metadata: z.record(z.string(), z.string()),
  checksum: checksum.optional(),
  /** How many parts it was uploaded in. */
  parts: z.number().optional(),
});
export type ObjectDetails = z.infer<typeof details>;

const segments = z.array(z.object({ file: z.string(), bytes: z.number() }));

export const versionRow = z.object({
  seq: z.number(),
  bucket: z.string(),
  key: z.string(),
  version: z.string(),
  latest: z.number().transform(Boolean),
  marker: z.number().transform(Boolean),
  modified: z.number(),
  etag: z.string(),
  bytes: z.number(),
  details: z.string().transform((text) => details.parse(JSON.parse(text))),
  segments: z.string().transform((text) => segments.parse(JSON.parse(text))),
});

/** One version of an object, or a delete marker. */
export type StoredVersion = z.infer<typeof versionRow>;

/** What is written: the index gives it its place among the versions of its key. */
export interface NewVersion {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  readonly details: ObjectDetails;
  readonly segments: readonly Segment[];
}

export type Versioning = "Enabled" | "Suspended" | null;

export const bucketRow = z.object({
  name: z.string(),
  versioning: z.enum(["Enabled", "Suspended"]).nullable(),
  created: z.number(),
  /** Where it was created; null for the embedded cloud's own region. */
  region: z.string().nullable(),
});
export type Bucket = z.infer<typeof bucketRow>;

const uploadDetails = details.extend({
  algorithm: z.enum(CHECKSUM_ALGORITHMS).optional(),
  checksumType: z.enum(["FULL_OBJECT", "COMPOSITE"]).optional(),
});
export type UploadDetails = z.infer<typeof uploadDetails>;

export const uploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  started: z.number(),
  details: z.string().transform((text) => uploadDetails.parse(JSON.parse(text))),
  /** The object's version, once it is complete. */
  version: z.string().nullable(),
});
export type MultipartUpload = z.infer<typeof uploadRow>;

export const partRow = z.object({
  number: z.number(),
  file: z.string(),
  bytes: z.number(),
  md5: z.string(),
  checksum: z.string().nullable(),
  modified: z.number(),
});
export type UploadedPart = z.infer<typeof partRow>;
