/**
 * Reads `Retry-After` in both its forms, seconds and HTTP date (RFC 9110, 10.2.3).
 *
 * @returns whole seconds from `now`, never negative; null where the header is missing or neither form
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text);
  const date = /[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
