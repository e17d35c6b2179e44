/** JSON Lines need a schema. */
export const FILE_FORMATS = ["csv", "jsonl"] as const;

/** How a file is written. */
export type FileFormat = (typeof FILE_FORMATS)[number];

/** As HTTP and S3 name the formats. */
export const CONTENT_TYPES = { csv: "text/csv", jsonl: "application/x-ndjson" } as const satisfies Record<
  FileFormat,
  string
>;

/** The format that a name's ending says, in any case; undefined if it says none. */
export function statedFormat(name: string): FileFormat | undefined {
  const lower = name.toLowerCase();
  return FILE_FORMATS.find((format) => lower.endsWith(`.${format}`));
}

/** The format that a file of this name is read in. */
export function formatOfName(name: string): FileFormat {
  return statedFormat(name) ?? "csv";
}

/** The format that a file is read in, by what is known of it. */
export function formatOf({
  format,
  fileName = "",
}: {
  format?: FileFormat | undefined;
  fileName?: string | undefined;
}): FileFormat {
  return format ?? formatOfName(fileName);
}

export function isJsonLines(name: string): boolean {
  return formatOfName(name) === "jsonl";
}

/** Whether a file may have this name. @param isTyped whether it has a schema */
export function isAcceptedName(name: string, isTyped: boolean): boolean {
  const format = statedFormat(name);
  return format === "csv" || (format === "jsonl" && isTyped);
}
