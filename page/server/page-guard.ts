import type { MiddlewareHandler } from "hono";
import { pagePolicy } from "../../functions/page/page-policy.ts";

const PAGE_POLICY = pagePolicy();

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
