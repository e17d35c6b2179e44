/**
 * Formats that a cell may have by number alone, where SheetJS has none or another one: ECMA-376, part 1, 18.8.30, in its
 * American form. East Asian and Thai dates become dates without a format of their own.
 */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  ...[5, 63].map((id) => [id, '"$"#,##0_);\\("$"#,##0\\)'] as const),
  ...[6, 64].map((id) => [id, '"$"#,##0_);[Red]\\("$"#,##0\\)'] as const),
  ...[7, 65].map((id) => [id, '"$"#,##0.00_);\\("$"#,##0.00\\)'] as const),
  ...[8, 66].map((id) => [id, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)'] as const),
  ...[27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 71, 72].map((id) => [id, "m/d/yy"] as const),
  ...[32, 34, 55, 76].map((id) => [id, "h:mm"] as const),
  ...[33, 35, 56, 77].map((id) => [id, "h:mm:ss"] as const),
  [41, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'],
  [42, '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)'],
  [43, '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'],
  [44, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)'],
  [47, "mm:ss.0"],
  [59, "0"],
  [60, "0.00"],
  [61, "#,##0"],
  [62, "#,##0.00"],
  [67, "0%"],
  [68, "0.00%"],
  [69, "# ?/?"],
  [70, "# ??/??"],
  [73, "d-mmm-yy"],
  [74, "d-mmm"],
  [75, "mmm-yy"],
  [78, "m/d/yy h:mm"],
  [79, "mm:ss"],
  [80, "[h]:mm:ss"],
  [81, "mm:ss.0"],
]);

/**
 * Writes these formats into a workbook's styles, which may have others by the same numbers. SheetJS would write the first cell
 * of each as a number without a format.
 */
export function withBuiltInFormats(styles: string): string {
  const opening = /<(?:\w+:)?numFmts\b[^>]*(?<!\/)>/.exec(styles);
  const from = opening ? opening.index + opening[0].length : 0;
  const length = opening ? styles.slice(from).search(/<\/(?:\w+:)?numFmts>/) : -1;
  const formats = length < 0 ? "" : styles.slice(from, from + length);
  const own = idsIn(formats);
  const used = idsIn(styles);
  const missing = [...BUILT_IN].filter(([id]) => used.has(id) && !own.has(id));
  if (missing.length === 0) return styles;
  const added = missing
    .map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code.replaceAll('"', "&quot;")}"/>`)
    .join("");
  if (length >= 0) return styles.slice(0, from) + added + styles.slice(from);
  return styles.replace(/<(?:\w+:)?styleSheet\b[^>]*>/, (root) => `${root}<numFmts>${added}</numFmts>`);
}

function idsIn(xml: string): Set<number> {
  return new Set(Array.from(xml.matchAll(/\bnumFmtId\s*=\s*["'](\d+)["']/g), ([, id]) => Number(id)));
}

/**
 * A format in the terms of numfmt. A currency's country does not change how a number is written, and Excel marks Russian
 * months that are declined by a country of its own.
 */
export function plainFormat(pattern: string, isDate: boolean): string {
  const countries = pattern.replace(/\[\$([^\]-]*)-FC(?=[0-9A-F]{2}\])/gi, "[$$$1-4");
  if (isDate) return countries;
  return countries.replace(/\[\$([^\]-]*)-[^\]]*\]/g, (_, currency: string) =>
    currency === "" ? "" : `[$${currency}]`,
  );
}

/** Whether a number has no format of its own: Excel shows as many digits as there is room for. */
export function isGeneral(pattern: string): boolean {
  return pattern === "@" || /^General(?:;General)*$/i.test(pattern);
}

/** In Excel: https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3 */
export const LONGEST_FORMAT = 255;

/** A format without the spaces that line up columns, and what fills a cell. */
export function withoutPadding(pattern: string): string {
  return pattern.replace(/("[^"]*"|\\.)|[_*]./g, "$1");
}

/** Whether the format says how a text is shown, in its last part. */
export function hasTextPart(pattern: string): boolean {
  if (pattern === "@" || pattern.length > LONGEST_FORMAT) return false;
  const parts = pattern.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "").split(";");
  return parts.length === 4 || /@/.test(parts.at(-1) ?? "");
}
