import type { MediaType } from "../schema/dataset-schema.ts";
import { isInvisible } from "./invisible.ts";
import { isOwnHost, pageServiceOf } from "./media-hosts.ts";

/** The order is that of the kinds of columns in column-kinds.ts. */
export const MEDIA_TYPES = ["image_url", "audio_url", "video_url"] as const satisfies readonly MediaType[];

/** What the path of a sound's or a video's URL must end in, in any case [reference]. */
export const MEDIA_ENDINGS = {
  audio_url: [".aac", ".m4a", ".mp3", ".wav"],
  video_url: [".mp4", ".webm", ".mov"],
} as const satisfies Record<Exclude<MediaType, "image_url">, readonly string[]>;

/** What images end in. The reference has no list of them, so that others are taken too, and none at all. */
export const IMAGE_ENDINGS = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif"] as const;

/** Images that most browsers do not show. */
export const HIDDEN_IMAGES: readonly string[] = [
  ".heic",
  ".heif",
  ".tif",
  ".tiff",
  ".psd",
  ".eps",
  ".dcm",
  ".cr2",
  ".nef",
  ".arw",
  ".dng",
];

/** Endings that no image has that browsers show. */
const OTHER_ENDINGS: ReadonlySet<string> = new Set([
  ...MEDIA_ENDINGS.audio_url,
  ...MEDIA_ENDINGS.video_url,
  ".ogg",
  ".oga",
  ".opus",
  ".flac",
  ".wma",
  ".mkv",
  ".avi",
  ".wmv",
  ".m4v",
  ".pdf",
  ".html",
  ".htm",
  ".txt",
  ".csv",
  ".json",
  ".zip",
  ".docx",
  ".xlsx",
  ".pptx",
  ...HIDDEN_IMAGES,
]);

/** What may be wrong with the URL of a medium. The order is that of assembly/row-scanner/media.ts, from 1. */
export const MEDIA_PROBLEMS = [
  "empty",
  "not-a-url",
  "not-https",
  "local-path",
  "white-space",
  "ending",
  "unreachable",
  "web-page",
  "escaped",
  "cut-off",
  "template",
] as const;
export type MediaProblem = (typeof MEDIA_PROBLEMS)[number];

/** What is longer is no URL that every browser and server takes. */
export const LONGEST_URL_BYTES = 4096;

const LOCAL_PATH = /^(?:file:|[a-z]:[\\/]|[\\/]|\.\.?[\\/]|~[\\/])/i;
/** As web pages have it, which add their own scheme. */
const WITHOUT_SCHEME = /^\/\/[^/\\.]+(?:\.[^/\\.]+)+(?:\/|$)/;
/** Two in one cell, and not one that has another in its path. */
export const SECOND_URL = /[,;|\s]https?:\/\//i;
/** A scheme other than https; in `example.com:80` there is none. */
const OTHER_SCHEME = /^(?!https:)(?:[a-z][a-z\d+.-]*:\/\/|https?:|data:|blob:|about:|cid:|javascript:|mailto:)/i;
const HTTPS = /^https:\/\/[^/\\?#]/i;
/** A browser would take some of it out, and code the rest: what is in the file is not what is asked for. */
const BLANKS = /[\0-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff]/;
const BLANKS_BEFORE = new RegExp(`^${BLANKS.source}+`);
/** Nothing but a host, and a place in its page. */
const WEBSITE = /^https:\/\/[^/\\?#]+\/?\??(?:#|$)/i;
/** As HTML writes an ampersand. */
const ESCAPED = /&amp;/i;
const CUT_OFF = /(?:\.{3}|…)$/;
/** A variable that nobody filled in. What is percent-encoded has two hexadecimal digits, so that `%s` is one. */
const TEMPLATE = /\$\{|\{\{|\{\w*\}|%s|%\(\w+\)|<\w+>/;

/** What is wrong with a value that is to be the URL of a medium; undefined where nothing is. */
export function judgeMediaUrl(value: string, type: MediaType): MediaProblem | undefined {
  if (isInvisible(value)) return "empty";
  const begin = value.replace(BLANKS_BEFORE, "");
  if (WITHOUT_SCHEME.test(begin)) return "not-https";
  if (LOCAL_PATH.test(begin)) return "local-path";
  if (OTHER_SCHEME.test(begin)) return "not-https";
  if (!HTTPS.test(begin)) return "not-a-url";
  if (SECOND_URL.test(begin)) return "not-a-url";
  if (BLANKS.test(value)) return "white-space";
  if (ESCAPED.test(value)) return "escaped";
  if (CUT_OFF.test(value)) return "cut-off";
  if (TEMPLATE.test(value)) return "template";
  const url = parseUrl(value);
  if (url === undefined) return "not-a-url";
  if (isOwnHost(url.hostname)) return "unreachable";
  if (pageServiceOf(url) !== undefined || WEBSITE.test(value)) return "web-page";
  const ending = /\.[^./]*$/.exec(url.pathname)?.[0].toLowerCase() ?? "";
  return hasEnding(ending, type) ? undefined : "ending";
}

/** What a browser makes of a URL; undefined where it is none. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function hasEnding(ending: string, type: MediaType): boolean {
  if (type === "image_url") return !OTHER_ENDINGS.has(ending);
  const endings: readonly string[] = MEDIA_ENDINGS[type];
  return endings.includes(ending);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Judges a cell by its bytes.
 *
 * @param media a place in {@link MEDIA_TYPES}
 * @param needsMedia whether nothing at all is wrong too
 * @returns a place in {@link MEDIA_PROBLEMS}, from 1; 0 where nothing is wrong
 */
export function judgeMediaBytes(bytes: Uint8Array, media: number, needsMedia: boolean): number {
  if (bytes.length > LONGEST_URL_BYTES) return MEDIA_PROBLEMS.indexOf("not-a-url") + 1;
  const problem = judgeMediaUrl(decoder.decode(bytes), MEDIA_TYPES[media] ?? "image_url");
  if (problem === undefined || (problem === "empty" && !needsMedia)) return 0;
  return MEDIA_PROBLEMS.indexOf(problem) + 1;
}
