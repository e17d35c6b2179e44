import { type FileColumns, kindsOf } from "../file-columns.ts";
import type { FindingsList, Said } from "../findings-list.ts";
import { MEDIA_NAMES } from "../schema/dataset-schema.ts";
import type { SampleRecord } from "../shape/sample.ts";
import { quoteValue } from "./quote-value.ts";
import { expiringUrls } from "./url-expiry.ts";

/** An address that works until some time, in milliseconds since the epoch. */
interface ExpiringUrl {
  readonly line: number;
  readonly url: string;
  readonly expires: number;
}

/** Looks in the first rows for addresses that participants will find dead. Programs sign all of a column, or none. */
export function checkExpiringUrls(
  records: readonly SampleRecord[],
  columns: FileColumns,
  findings: FindingsList,
): void {
  const { visible, media } = kindsOf(columns);
  for (const [column, name] of columns.names.entries()) {
    if (!visible[column]) continue;
    const found = records.flatMap(({ line, fields }) =>
      expiringUrls(fields[column] ?? "").map((one): ExpiringUrl => ({ line, ...one })),
    );
    const first = found.reduce<ExpiringUrl | undefined>(earlier, undefined);
    if (first) findings.add("expiring-url", () => sayExpiring(first, name, media?.[column]));
  }
}

function earlier(known: ExpiringUrl | undefined, other: ExpiringUrl): ExpiringUrl {
  return known && known.expires <= other.expires ? known : other;
}

/** An address that is text may be there for other reasons than to be opened. */
function sayExpiring({ line, url, expires }: ExpiringUrl, column: string, media?: keyof typeof MEDIA_NAMES): Said {
  const isOver = expires <= Date.now();
  const sees = media ? `see no ${MEDIA_NAMES[media]}` : "find nothing there";
  const until = `${new Date(expires).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return {
    line,
    column,
    severity: isOver && media ? undefined : "warning",
    message: isOver
      ? `The URL worked until ${until}: ${withoutQuery(url)}. Participants would ${sees}.`
      : `The URL works until ${until}: ${withoutQuery(url)}. After that, participants ${sees}.`,
    hint: "Use URLs that do not expire: copy the files to a public server of your own, or make them public. S3 and Google sign for at most seven days.",
  };
}

/** Anyone with the signature can open the file, so it is not repeated. */
function withoutQuery(url: string): string {
  return quoteValue(url.replace(/\?.*$/, "?…"));
}
