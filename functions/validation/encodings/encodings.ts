/**
 * Encodings that text may be in, by their labels in https://encoding.spec.whatwg.org/#names-and-labels and as people know them.
 * The order decides between those in which a text reads the same.
 */
export const ENCODINGS: readonly (readonly [label: string, name: string])[] = [
  ["windows-1252", "Windows-1252"],
  ["macintosh", "Mac Roman"],
  ["shift_jis", "Shift-JIS"],
  ["gb18030", "GBK"],
  ["big5", "Big5"],
  ["euc-kr", "EUC-KR"],
  ["euc-jp", "EUC-JP"],
  ["windows-1251", "Windows-1251"],
  ["koi8-r", "KOI8-R"],
  ["windows-1250", "Windows-1250"],
  ["windows-1253", "Windows-1253"],
  ["windows-1254", "Windows-1254"],
  ["windows-1255", "Windows-1255"],
  ["windows-1256", "Windows-1256"],
  ["iso-8859-2", "ISO 8859-2"],
  ["iso-8859-5", "ISO 8859-5"],
  ["windows-1257", "Windows-1257"],
  ["iso-8859-15", "ISO 8859-15"],
  ["iso-8859-7", "ISO 8859-7"],
  ["iso-8859-16", "ISO 8859-16"],
  ["x-mac-cyrillic", "Mac Cyrillic"],
  ["koi8-u", "KOI8-U"],
];

/**
 * Those of code pages that Excel writes as CSV (MS-DOS) or CSV (Macintosh). Few files are in them, and most texts read as
 * something in one of them.
 */
export const CODE_PAGE_ENCODINGS: readonly (readonly [label: string, name: string])[] = [
  ["ibm850", "DOS 850"],
  ["ibm437", "DOS 437"],
  ["ibm852", "DOS 852"],
  ["ibm866", "DOS 866"],
  ["ibm775", "DOS 775"],
  ["ibm857", "DOS 857"],
  ["ibm737", "DOS 737"],
  ["ibm862", "DOS 862"],
  ["x-mac-greek", "Mac Greek"],
];
