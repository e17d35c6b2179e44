/** How a file is written. JSON Lines need a schema. */
export type FileFormat = "csv" | "jsonl";

/** As HTTP and S3 name the formats. */
export const CONTENT_TYPES = { csv: "text/csv", jsonl: "application/x-ndjson" } as const satisfies Record<
  FileFormat,
  string
>;

/** The format that a name's ending says, in any case. */
export function formatOfName(name: string): FileFormat {
  return /\.jsonl$/i.test(name) ? "jsonl" : "csv";
}

export function isJsonLines(name: string): boolean {
  return formatOfName(name) === "jsonl";
}
