import { FEW } from "./few.ts";

/** Longer than a hash or an id, in characters. */
const LONG = 100;
const BINARY = /^(?:\\x|0x)?(?:[\da-f]+|[\w+/-]+={0,2})$/i;

/** Binary data in Base64 or in hexadecimal digits, if a column has nothing else. */
export function binaryTexts(texts: readonly string[]): readonly string[] {
  // Sequences of DNA and of amino acids are letters alone.
  const isBinary = (text: string) => text.length >= LONG && /\d/.test(text) && BINARY.test(text);
  return texts.length >= FEW && texts.every(isBinary) ? texts : [];
}

const LOCAL_PATH = /^(?:file:\/\/\/?|\/(?:home|Users|content|mnt|kaggle|root|tmp|var|data)\/|[A-Z]:[\\/]).*\.\w{2,5}$/;

/** Paths of files on a computer, if a column has nothing else. */
export function localPaths(texts: readonly string[]): readonly string[] {
  return texts.every((text) => LOCAL_PATH.test(text)) ? texts : [];
}
