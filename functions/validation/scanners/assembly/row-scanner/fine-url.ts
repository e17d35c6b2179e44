// URLs that are surely fine, which are most of them: ../../media-url.ts says what a URL must be, and judges the others.
import { DOUBTFUL_HOSTS, ENDINGS, FINE_HOSTS, MEDIA_CELL } from "./memory-map";

const HTTPS: u64 = 0x2f2f3a7370747468;

export function getEndings(): usize { return ENDINGS; }
export function getDoubtfulHosts(): usize { return DOUBTFUL_HOSTS; }

/**
 * https:// in small letters, a name of letters, digits and hyphens for the host, and an ending that the kind has.
 *
 * @param end of the URL in MEDIA_CELL
 * @param media its kind: 0 of images, 1 of sounds, 2 of videos
 */
export function isFineUrl(end: usize, media: i32): bool {
  if (load<u64>(MEDIA_CELL) != HTTPS) return false;
  let at = MEDIA_CELL + 8;
  if (at >= end) return false;
  let label = at;
  let byte: u8 = 0;
  for (; at < end; at++) {
    byte = load<u8>(at);
    if (byte == 0x2f || byte == 0x3f || byte == 0x23) break;
    const letter = byte | 0x20;
    if (letter >= 0x61 && letter <= 0x7a) continue;
    if (byte >= 0x30 && byte <= 0x39) continue;
    // Two hyphens begin what is coded, an empty label or a number at the end something else than a name.
    if (at == label || (byte != 0x2d && byte != 0x2e)) return false;
    if (byte == 0x2d && load<u8>(at - 1) == 0x2d) return false;
    if (byte == 0x2e) label = at + 1;
  }
  if (at == label || (load<u8>(label) | 0x20) < 0x61) return false;
  // A name without a dot, and then those that ../media-hosts.ts lists.
  if (label == MEDIA_CELL + 8 || isDoubtfulHost(at)) return false;
  // Fill up the last 16 bytes with what is in no way special.
  v128.store(end, i8x16.splat(0x61));
  const path = at;
  // It may have been cut off.
  if (load<u8>(end - 1) == 0x2e) return false;
  // Nothing but a host may be a website.
  if (end <= path + 1 || load<u8>(path) != 0x2f || load<u8>(path + 1) == 0x3f || load<u8>(path + 1) == 0x23) return false;
  let pathEnd: usize = 0;
  for (; at < end; at += 16) {
    const bytes = v128.load(at);
    // Blanks and what is beyond ASCII; a colon, after which another URL may go on, and a semicolon; an open brace and DEL.
    const blanks = i8x16.lt_s(bytes, i8x16.splat(0x21));
    const colons = i8x16.eq(v128.or(bytes, i8x16.splat(1)), i8x16.splat(0x3b));
    const braces = i8x16.eq(v128.or(bytes, i8x16.splat(4)), i8x16.splat(0x7f));
    // A variable of Python or C, "%s" or "%(": what is percent-encoded has digits; and one in angle brackets.
    const next = v128.load(at + 1);
    const names = v128.or(i8x16.eq(next, i8x16.splat(0x73)), i8x16.eq(next, i8x16.splat(0x28)));
    const percents = v128.and(i8x16.eq(bytes, i8x16.splat(0x25)), names);
    const variables = v128.or(percents, i8x16.eq(bytes, i8x16.splat(0x3c)));
    if (v128.any_true(v128.or(v128.or(blanks, variables), v128.or(colons, braces)))) return false;
    if (pathEnd != 0) continue;
    const ends = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x3f)), i8x16.eq(bytes, i8x16.splat(0x23))));
    if (ends != 0) pathEnd = at + (ctz(ends) as usize);
  }
  return hasEnding(path, pathEnd == 0 ? end : pathEnd, media);
}

/** @param end behind the host, before which there are at least 8 bytes of the URL */
function isDoubtfulHost(end: usize): bool {
  // The bit makes capitals small, and nothing else that a host has another character.
  const tail = v128.or(v128.load(end - 16), i8x16.splat(0x20));
  const fine = FINE_HOSTS + ((end & 31) << 4);
  if (!v128.any_true(v128.xor(tail, v128.load(fine)))) return false;
  for (let host = DOUBTFUL_HOSTS; load<u8>(host + 31) != 0; host += 32) {
    if (!v128.any_true(v128.and(v128.xor(tail, v128.load(host)), v128.load(host + 16)))) return true;
  }
  v128.store(fine, tail);
  return false;
}

/** Whether a path, which begins with a slash or is empty, ends as its kind does; an image's may end in no way at all. */
function hasEnding(path: usize, end: usize, media: i32): bool {
  let list = ENDINGS;
  for (let others = media; others > 0; others--) {
    while (load<u8>(list) != 0) list += (load<u8>(list) as usize) + 1;
    list++;
  }
  for (; load<u8>(list) != 0; list += (load<u8>(list) as usize) + 1) {
    const length = load<u8>(list) as usize;
    if (end < path + 1 + length) continue;
    let same: usize = 0;
    // The bit makes capitals small, and no other character of a path one that an ending has.
    while (same < length && (load<u8>(end - length + same) | 0x20) == load<u8>(list + 1 + same)) same++;
    if (same == length) return true;
  }
  if (media != 0) return false;
  for (let at = end - 1; at > path && load<u8>(at) != 0x2f; at--) if (load<u8>(at) == 0x2e) return false;
  return true;
}
