/**
 * Encodings whose text may have been read as Windows-1252, by their decoders' labels and as people know them. Those of other
 * scripts show it by words that have no letter of ASCII.
 */
export const OF_OTHER_SCRIPTS = [
  ["windows-1251", "Windows-1251"],
  ["koi8-r", "KOI8-R"],
  ["windows-1253", "Windows-1253"],
  ["windows-1255", "Windows-1255"],
  ["windows-1256", "Windows-1256"],
  ["gbk", "GBK"],
  ["big5", "Big5"],
  ["euc-kr", "EUC-KR"],
  ["shift_jis", "Shift-JIS"],
] as const;
/** Those of other languages in Latin letters. */
export const OF_OTHER_LANGUAGES = [
  ["windows-1250", "Windows-1250"],
  ["windows-1254", "Windows-1254"],
  ["windows-1257", "Windows-1257"],
] as const;
export const READ_AS_LATIN = [...OF_OTHER_SCRIPTS, ...OF_OTHER_LANGUAGES];
export type ReadAsLatin = (typeof READ_AS_LATIN)[number][0];

export function isReadAsLatin(kind: string): kind is ReadAsLatin {
  return READ_AS_LATIN.some(([label]) => label === kind);
}
