import { parseUrl } from "../scanners/media-url.ts";

/** How an address says until when it works. */
interface Expiry {
  readonly host?: RegExp;
  /** The parameter with its signature. */
  readonly signature?: RegExp;
  /** @returns milliseconds since the epoch; NaN where it says nothing of the kind */
  readonly read: (query: ReadonlyMap<string, string>, url: URL) => number;
}

/** Documented by those who sign, or seen in the addresses of a service. */
const EXPIRIES: readonly Expiry[] = [
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  { signature: /^x-amz-signature$/, read: (query) => signedFor(query.get("x-amz-date"), query.get("x-amz-expires")) },
  // https://cloud.google.com/storage/docs/authentication/signatures
  {
    signature: /^x-goog-signature$/,
    read: (query) => signedFor(query.get("x-goog-date"), query.get("x-goog-expires")),
  },
  // https://learn.microsoft.com/rest/api/storageservices/create-service-sas
  { signature: /^sig$/, read: (query) => utcTime(query.get("se")) },
  { host: /(?:^|\.)discord(?:app)?\.(?:com|net)$/, signature: /^hm$/, read: (query) => seconds(query.get("ex"), 16) },
  {
    host: /(?:^|\.)(?:fbcdn\.net|cdninstagram\.com)$/,
    signature: /^oh$/,
    read: (query) => seconds(query.get("oe"), 16),
  },
  { host: /(?:^|\.)licdn\.com$/, signature: /^t$/, read: (query) => seconds(query.get("e"), 10) },
  {
    host: /(?:^|\.)airtableusercontent\.com$/,
    read: (_, { pathname }) => Number(/\/(\d{13})\//.exec(pathname)?.[1] ?? Number.NaN),
  },
  // CloudFront, the older signatures of S3 and Google, and what others made after them.
  {
    signature: /^(?:s|(?:x-)?(?:signature|token|hash|hmac|md5|key-pair-id))$/,
    read: (query) => seconds(query.get("expires") ?? query.get("x-expires"), 10),
  },
  // Supabase's, among others: https://datatracker.ietf.org/doc/html/rfc7519#section-4.1.4
  { signature: /^token$/, read: (query) => webTokenExpiry(query.get("token")) },
];

/** An address, as far as one is for sure: what may end a sentence around it is none of it. */
const ADDRESS = /https?:\/\/[^\s"'<>()[\]{}|\\^`]+/g;

/** Each of them has one of these, and few other texts do: only then they are read. */
const MAY_EXPIRE = /[?&](?:x-)?(?:amz-expires|goog-expires|expires|se|ex|oe|e)=|airtableusercontent|[?&]token=eyJ/i;

/** The addresses in a text that work until some time, in milliseconds since the epoch. */
export function expiringUrls(text: string): { readonly url: string; readonly expires: number }[] {
  if (!MAY_EXPIRE.test(text)) return [];
  return [...text.matchAll(ADDRESS)].flatMap(([url]) => {
    const expires = expiryOf(url);
    return expires === undefined ? [] : [{ url, expires }];
  });
}

function expiryOf(text: string): number | undefined {
  const url = parseUrl(text);
  if (!url) return undefined;
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  for (const { host, signature, read } of EXPIRIES) {
    if (host && !host.test(url.hostname)) continue;
    if (signature && ![...query.keys()].some((name) => signature.test(name))) continue;
    const expires = read(query, url);
    if (!Number.isNaN(expires)) return expires;
  }
  return undefined;
}

/** @param date as in 20261127T120000Z; @param length in seconds */
function signedFor(date = "", length = ""): number {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return /^\d{1,7}$/.test(length) ? Date.parse(iso) + Number(length) * 1000 : Number.NaN;
}

/** A JSON Web Token's, whose signature only its server can check. */
function webTokenExpiry(token = ""): number {
  const [, claims = ""] = token.split(".");
  try {
    const { exp }: { exp?: unknown } = Object(JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))));
    return seconds(String(exp), 10);
  } catch {
    return Number.NaN;
  }
}

/** A day alone, or a time of UTC. */
function utcTime(text = ""): number {
  return /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Seconds since the epoch, from 2001 to 2106. */
function seconds(digits = "", base: 10 | 16): number {
  const form = base === 16 ? /^[4-9a-f][\da-f]{7}$/i : /^[1-4]\d{9}$/;
  return form.test(digits) ? Number.parseInt(digits, base) * 1000 : Number.NaN;
}
