import type { MiddlewareHandler } from "hono";

/**
 * The pages use only their own scripts and styles, call only this server, and never treat a file's content as markup.
 *
 * Images, sounds and videos of typed files may come from any server: participants will load them from there, and a person who
 * asks for one sees the same. The page inserts none by itself, and sends no referrer.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' https:",
  "media-src https:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types dropset",
].join("; ");

/** The worker that checks files compiles the scanner's WebAssembly, and cannot reach any server, not even this one. */
export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

/**
 * Sets the pages' policy, and only accepts changes from the pages' own scripts. Requests from other sites are refused
 * before this, by the guard of every listener.
 */
export const pageGuard: MiddlewareHandler = async (c, next) => {
  c.header("Content-Security-Policy", PAGE_POLICY);
  c.header("Referrer-Policy", "no-referrer");
  c.header("Cross-Origin-Opener-Policy", "same-origin");
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  if (!isRead && c.req.header("origin") !== `http://${c.req.header("host")}`)
    return c.text("Only this server's own pages can send this request.\n", 403);
  return next();
};
