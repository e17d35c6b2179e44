// Cells with the URL of an image, a sound or a video.
import { areEnough, MEDIA_URL } from "./events";
import { isFineUrl } from "./fine-url";
import { MEDIA_CELL } from "./memory-map";
import { isRowPerLine, MEDIA, needsMedia } from "./settings";

// Places in MEDIA_PROBLEMS of ../../media-url.ts, from 1.
const NO_MEDIA: i32 = 1;
const NOT_A_URL: i32 = 2;
/** As ../../media-url.ts has it. */
const LONGEST_URL: usize = 4096;

/** Judges what is not seen to be a fine URL at once: its place in MEDIA_PROBLEMS, from 1; 0 where nothing is wrong. */
// @ts-ignore: a decorator of AssemblyScript's
@external("media", "judge")
declare function judgeInScript(media: i32, at: usize, length: usize): i32;

let length: usize = 0;

export function beginMedia(): void {
  length = 0;
}

/** Keeps a part of a media cell, where the whole may still be a URL. */
export function keepMedia(from: usize, to: usize): void {
  let at = MEDIA_CELL + length;
  length += to - from;
  if (length > LONGEST_URL) return;
  for (; from < to; from += 16, at += 16) v128.store(at, v128.load(from));
}

/** @returns what is wrong with the cell of a media column, which ends before a place; 0 for nothing */
export function mediaProblem(kind: u8, place: usize): i32 {
  if (length > LONGEST_URL) return NOT_A_URL;
  if (length == 0) {
    // Where each row was a line of its own, what has no quotes is missing, which others say.
    return needsMedia && (!isRowPerLine || load<u8>(place - 1) == 0x22) ? NO_MEDIA : 0;
  }
  const media = (kind - MEDIA) as i32;
  if (isFineUrl(MEDIA_CELL + length, media)) return 0;
  // Once none is passed on any more, it does not matter why something is no URL.
  if (areEnough(MEDIA_URL) && isSurelyBad()) return NOT_A_URL;
  const problem = judgeInScript(media, MEDIA_CELL, length);
  return problem == NO_MEDIA && !needsMedia ? 0 : problem;
}

/** A printed character of ASCII that is no h begins no URL of https. */
function isSurelyBad(): bool {
  const first = load<u8>(MEDIA_CELL);
  return first > 0x20 && first < 0x7f && (first | 0x20) != 0x68;
}
