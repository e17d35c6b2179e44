import type { MiddlewareHandler } from "hono";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

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
 * Answers this machine's own pages alone. A name that leads here by DNS is not a loopback name; a page from elsewhere that
 * sends a form or a fetch here says where it comes from.
 */
export const guard: MiddlewareHandler = async (c, next) => {
  c.header("Content-Security-Policy", PAGE_POLICY);
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "no-referrer");
  c.header("Cross-Origin-Opener-Policy", "same-origin");
  c.header("Cross-Origin-Resource-Policy", "same-origin");
  const host = c.req.header("host") ?? "";
  if (!LOOPBACK.has(host.replace(/:\d+$/, "")))
    return c.text("This server answers to 127.0.0.1 and localhost alone.\n", 403);
  const site = c.req.header("sec-fetch-site");
  const fromElsewhere = site !== undefined && site !== "same-origin" && site !== "none";
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  const isVisit = isRead && c.req.header("sec-fetch-mode") === "navigate";
  if (fromElsewhere && !isVisit) return c.text("Only this server's own pages may ask this.\n", 403);
  if (!isRead && c.req.header("origin") !== `http://${host}`)
    return c.text("Only this server's own pages may send this.\n", 403);
  return next();
};
