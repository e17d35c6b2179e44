import { Readable } from "node:stream";
import type { Context } from "hono";

/** A download, which is never rendered with this server's origin. @param type a text's media type */
export function download(c: Context, body: Readable, type: string, name: string): Response {
  c.req.raw.signal.addEventListener("abort", () => body.destroy());
  return c.body(Readable.toWeb(body) as ReadableStream, 200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", "%27")}`,
    "Content-Security-Policy": "default-src 'none'; sandbox",
  });
}
