const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An origin in the form that browsers and content security policies use. */
export function isOrigin(value: string): boolean {
  return isSafe(value) && new URL(value).origin === value;
}

/** Whether nobody between can read what goes there: by TLS, or on this machine. */
export function isSafe(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
}
