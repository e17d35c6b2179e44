import { FEW } from "./few.ts";

/** Longer than a hash or an id, in characters. */
const LONG = 100;
const HEXADECIMAL = /^(?:\\x|0x)?(?=.*[a-f])(?=.*\d)[\da-f]+$/i;
const BASE64 = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w+/-]+={0,2}$/;

/** Binary data in Base64 or in hexadecimal digits, if a column has nothing else. */
export function binaryTexts(texts: readonly string[]): readonly string[] {
  const isBinary = (text: string) => text.length >= LONG && (HEXADECIMAL.test(text) || BASE64.test(text));
  return texts.length >= FEW && texts.every(isBinary) ? texts : [];
}

const LOCAL_PATH =
  /^(?:file:\/\/\/?|\/(?:home|Users|content|mnt|kaggle|root|tmp|var|data)\/|[A-Z]:[\\/]).*\.(?:png|jpe?g|gif|webp|bmp|svg|tiff?|mp3|wav|ogg|flac|m4a|mp4|mov|webm|avi|pdf)$/i;

/** Paths of pictures, sounds, films and documents on a computer, if a column has nothing else. */
export function localPaths(texts: readonly string[]): readonly string[] {
  return texts.every((text) => LOCAL_PATH.test(text)) ? texts : [];
}
