/** Rows, as psql says it: in English, Czech, Dutch, French, German, Italian, Polish, Portuguese, Russian, Spanish, Swedish and Turkish. */
const ROWS =
  "rows?|řád(?:k[ay]|ek)|rij(?:en)?|lignes?|Zeilen?|rig(?:a|he)|wiersz[ey]?|linhas?|строк[аи]?|filas?|rad(?:er)?|satır";

/** psql and SQL Server, SQL*Plus, and MySQL. */
const ROW_COUNT = new RegExp(
  `^\\s*(?:\\((\\d{1,15}) (?:${ROWS})(?: \\p{L}+)?\\)|(\\d{1,15}) rows? (?:selected\\.|in set \\(\\d+\\.\\d+ sec\\)))\\s*$`,
  "u",
);

/** How many rows a line says there are, where it is one that a database writes below the rows that it prints. */
export function statedRowCount(line: string): number | undefined {
  const [, inBrackets, inWords] = ROW_COUNT.exec(line) ?? [];
  const count = inBrackets ?? inWords;
  return count === undefined ? undefined : Number(count);
}
