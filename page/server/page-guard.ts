import type { MiddlewareHandler } from "hono";

/** The pages run their own scripts and styles, ask this server alone, and nothing that a file holds is ever markup. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types dropset",
].join("; ");

/** What checks a file before it is dropped compiles the scanner's WebAssembly, and can reach no server, not even this one. */
export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

/**
 * What the pages may do, and who may send them something: their own scripts alone. Other sites are kept out before this,
 * by the guard that every listener has.
 */
export const pageGuard: MiddlewareHandler = async (c, next) => {
  c.header("Content-Security-Policy", PAGE_POLICY);
  c.header("Referrer-Policy", "no-referrer");
  c.header("Cross-Origin-Opener-Policy", "same-origin");
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  if (!isRead && c.req.header("origin") !== `http://${c.req.header("host")}`)
    return c.text("Only this server's own pages may send this.\n", 403);
  return next();
};
