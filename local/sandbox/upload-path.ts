import { encodeSegment } from "./presigned-url.ts";

/** Where upload URLs lead. */
export const UPLOADS = "/uploads/";

export const UPLOAD_METHOD = "PUT";

/** Signed with the URL, so that a client that sends another content type is refused, as by S3. */
export const UPLOAD_CONTENT_TYPE = "text/csv";

/** One object: the file of one name for one dataset. */
export interface UploadObject {
  readonly datasetId: string;
  readonly filename: string;
}

export function uploadPath({ datasetId, filename }: UploadObject): string {
  return `${UPLOADS}${datasetId}/${encodeSegment(filename)}`;
}

/** The other way round, for a path whose signature was found right. */
export function readUploadPath(path: string): UploadObject {
  const [datasetId = "", filename = ""] = path.slice(UPLOADS.length).split("/");
  return { datasetId, filename: decodeURIComponent(filename) };
}
