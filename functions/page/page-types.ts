import type { DropRecord } from "../drops/records/drop-record.ts";
import type { Report, WorkRecord } from "../drops/report.ts";
import type { Severities } from "../validation/findings.ts";

// What the page's API answers, for the client too.

/** A drop in the list, with what is known about it now. */
export type DropLine = DropRecord;

/** A workspace that files can be uploaded to. */
export interface Workspace {
  readonly id: string;
  readonly label: string;
  /** The key prefix of its drops below `incoming/`: empty, or a path that ends in a slash. */
  readonly prefix: string;
}

/** How people sign in: what `GET /sign-in.json` says to everyone. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

/** `GET /api/session` */
export interface Session {
  /** null where nobody needs to sign in. */
  readonly person: string | null;
  /** Where this person's files may go: to the first one unless another is chosen. */
  readonly workspaces: readonly Workspace[];
  /** How many datasets are created in a minute, on average. */
  readonly dropsPerMinute: number;
  /** The pipeline's severities, so that a check in the browser has the same result. */
  readonly severities: Severities;
  /** How many drops wait for their ingest; null where that is not known, or not this person's to know. */
  readonly waiting: number | null;
  /** In bytes. */
  readonly largestFile: number;
}

/** `GET /api/drops` */
export interface DropsPage {
  /** The newest first. A page may have fewer than were asked for, although there are more. */
  readonly drops: readonly DropLine[];
  /** The next page's `before`; null after the last one. */
  readonly next: string | null;
  /** What to ask for changes with. */
  readonly revision: string;
}

/** `GET /api/changes` */
export interface DropChanges {
  /** Empty if nothing changed for as long as an answer may take. */
  readonly drops: readonly DropLine[];
  readonly revision: string;
}

/** Everything that is known about one drop: `GET /api/drops/:id` */
export interface DropDetails {
  readonly line: DropLine;
  /** null until the report is written. */
  readonly report: Report | null;
  /** What validation learned about the file; null before that. */
  readonly record: WorkRecord | null;
}

/** What can be downloaded of a drop. */
export const DOWNLOADS = ["file", "report", "offending-rows", "refused-rows"] as const;
export type DownloadKind = (typeof DOWNLOADS)[number];

/** `POST /api/drops/:id/downloads` */
export interface Download {
  /** Valid for some minutes; the browser saves what is there under the right name. */
  readonly url: string;
  /** Whether only the first rows are in it, since there are more than fit. */
  readonly isCut: boolean;
}

/** `POST /api/uploads`: the file as one request, or in parts. */
export type UploadTicket =
  | {
      readonly kind: "single";
      readonly key: string;
      /** For a PUT of the whole file. */
      readonly url: string;
      /** To be sent as they are: the signature covers them. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "parts";
      readonly key: string;
      readonly uploadId: string;
      /** The size of each part but the last. */
      readonly partBytes: number;
    };

/** `POST /api/uploads/parts`: for a PUT of each part, in the request's order. */
export interface PartUrls {
  readonly urls: readonly string[];
}

/** `POST /api/uploads/parts-done` */
export interface PartsDone {
  readonly parts: readonly { readonly number: number; readonly bytes: number }[];
}

/** The answer to a finished upload, and to a saved definition. */
export interface ReceivedDrop {
  /** The drop's id. */
  readonly id: string;
  readonly key: string;
}

/** Every error of the API: a sentence for people. */
export interface Problem {
  readonly message: string;
}
