import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import type { AppOptions } from "./app-options.ts";
import type { FaultyEnv } from "./fault-middleware.ts";
import { presign } from "./presigned-url.ts";
import { UPLOAD_METHOD, UPLOADS, type UploadObject, uploadPath } from "./upload-path.ts";

/** A URL that one file can be uploaded to, as the API answers it. The content type is signed with it. */
export function uploadTarget(c: Context<FaultyEnv>, object: UploadObject, contentType: string, options: AppOptions) {
  const { urlSeconds } = options;
  const fault = c.get("fault");
  const badUrl = fault?.kind === "bad-url" ? fault.how : undefined;
  // Whole seconds, as in the URL.
  const asked = Math.floor(options.now() / 1000) * 1000;
  const from = badUrl === "expired" ? asked - 2 * urlSeconds * 1000 : asked;
  const key = badUrl === "signature" ? { ...options.key, secret: randomBytes(32).toString("hex") } : options.key;

  const { origin, host } = new URL(c.req.url);
  const path = uploadPath(object);
  const headers = { host, "content-type": contentType };
  const query = presign({ method: UPLOAD_METHOD, path, headers }, key, { from, seconds: urlSeconds });
  return {
    dataset_id: object.datasetId,
    upload_url: `${origin}${path}?${query}`,
    http_method: UPLOAD_METHOD,
    expires_at: new Date(from + urlSeconds * 1000).toISOString().replace(".000Z", "Z"),
    content_type: contentType,
    file_key: decodeURIComponent(path.slice(UPLOADS.length)),
  };
}

/** The last segment of a path, decoded once, from what was sent: a router's own reading may have decoded it already, or in part. */
export function filenameOf(c: Context<FaultyEnv>): string | undefined {
  const path = (c.env.incoming.url ?? "").split("?", 1)[0] ?? "";
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
  } catch {
    return undefined;
  }
}
