/**
 * The pages use only their own scripts and styles, call only this server and those given here, and never treat a file's content
 * as markup.
 *
 * Images, sounds and videos of typed files may come from any server: participants will load them from there, and a person who
 * asks for one sees the same. The page inserts none by itself, and sends no referrer.
 *
 * @param origins that the pages call besides their own
 */
export function pagePolicy(origins: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' https:",
    "media-src https:",
    `connect-src ${["'self'", ...origins].join(" ")}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types dropset",
  ].join("; ");
}

/** The worker that checks files compiles the scanner's WebAssembly, and cannot reach any server, not even this one. */
export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
