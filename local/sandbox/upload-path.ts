import { encodeSegment } from "../s3-protocol/signature-v4.ts";

/** Where upload URLs lead. */
export const UPLOADS = "/uploads/";

export const UPLOAD_METHOD = "PUT";

/** That of version 3. Signed with the URL, so that a client that sends another content type is refused, as by S3. */
export const UPLOAD_CONTENT_TYPE = "text/csv";

/** One object: the file of one name for one dataset, or for one of its imports. */
export interface UploadObject {
  readonly datasetId: string;
  /** undefined in version 3, whose datasets have one file. */
  readonly importId?: string | undefined;
  readonly filename: string;
}

export function uploadPath({ datasetId, importId, filename }: UploadObject): string {
  const folder = importId === undefined ? datasetId : `${datasetId}/${importId}`;
  return `${UPLOADS}${folder}/${encodeSegment(filename)}`;
}

/** The other way round, for a path whose signature was found right. */
export function readUploadPath(path: string): UploadObject {
  const segments = path.slice(UPLOADS.length).split("/");
  const [datasetId = "", importId] = segments;
  const filename = decodeURIComponent(segments.at(-1) ?? "");
  return { datasetId, importId: segments.length > 2 ? importId : undefined, filename };
}
