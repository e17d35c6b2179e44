import type { PartsDone, PartUrls, ReceivedDrop, UploadTicket } from "../../../functions/page/page-types.ts";
import { ApiProblem, callApi } from "../api.ts";
import type { UploadPlace } from "../tray/upload-place.ts";
import { backOff, waitFor } from "../waits.ts";
import { bytesOf, type FilePart, missingParts, planParts } from "./plan-parts.ts";
import { PutFailed, put, type Stored } from "./put.ts";
import { inSlot } from "./slots.ts";

type SingleTicket = Extract<UploadTicket, { kind: "single" }>;
type PartsTicket = Extract<UploadTicket, { kind: "parts" }>;

export interface UploadProgress {
  /** The share that is sent, 0 to 1. */
  readonly done: number;
  /** Whether the connection is lost, or S3 does not answer well, and it is tried again. */
  readonly isRetried: boolean;
}

/** So many failures in a row are some minutes. */
const MOST_FAILURES = 10;
/** Of one file at a time: all files share them. */
const PARTS_AT_ONCE = 4;
/** The server signs a hundred at most. They expire, so not all are asked for at once. */
const URLS_AT_ONCE = 16;
/** S3 may lack parts that it had. */
const MOST_COMPLETIONS = 3;

/** Uploads that stopped halfway, and what has arrived of them is in S3 still. */
const unfinished = new WeakMap<File, { readonly place: UploadPlace; readonly ticket: PartsTicket }>();

/**
 * Sends a file from the browser to the drop bucket: as one request, or in parts. Whatever breaks off is tried again, and a
 * file that was sent in part goes on where it stopped, also if it is sent another time.
 *
 * @returns the drop's id
 * @throws an error whose message is shown to the user, or the signal's reason; then S3 keeps no part of the file
 */
export async function sendFile(
  file: File,
  place: UploadPlace,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (progress: UploadProgress) => void },
): Promise<string> {
  const upload = new Upload(file, place, signal, onProgress);
  try {
    return await upload.send();
  } catch (error) {
    if (signal.aborted) abandon(file);
    throw signal.aborted ? signal.reason : await explain(error, file);
  }
}

/** Has S3 forget what has arrived of a file that is not sent again. */
export function abandon(file: File): void {
  const stopped = unfinished.get(file);
  unfinished.delete(file);
  if (!stopped) return;
  const { key, uploadId } = stopped.ticket;
  // What stays if this fails too, S3 forgets after some days by itself.
  callApi("uploads", { method: "DELETE", body: { key, uploadId }, isBackground: true }).catch(() => undefined);
}

class Upload {
  readonly #file: File;
  readonly #place: UploadPlace;
  readonly #signal: AbortSignal;
  readonly #onProgress: (progress: UploadProgress) => void;
  /** The bytes that were sent, by part. */
  readonly #sent = new Map<number, number>();
  /** How many of its requests are tried again. */
  #retried = 0;

  constructor(file: File, place: UploadPlace, signal: AbortSignal, onProgress: (progress: UploadProgress) => void) {
    this.#file = file;
    this.#place = place;
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  async send(): Promise<string> {
    const stopped = unfinished.get(this.#file);
    if (stopped && isSamePlace(stopped.place, this.#place)) {
      try {
        return await this.#sendParts(stopped.ticket);
      } catch (error) {
        // It was completed or aborted elsewhere, such as by S3 after some days.
        if (!isGone(error)) throw error;
      }
    }
    abandon(this.#file);
    const ticket = await this.#persist(() => this.#ask());
    return ticket.kind === "single" ? this.#sendWhole(ticket) : this.#sendParts(ticket);
  }

  async #ask(): Promise<UploadTicket> {
    const { name, size, type } = this.#file;
    const { workspaceId, folder } = this.#place;
    const body = { name, size, type, ...(folder === undefined ? { workspaceId } : { folder }) };
    return callApi("uploads", { method: "POST", body, signal: this.#signal });
  }

  async #sendWhole(first: SingleTicket): Promise<string> {
    let ticket: SingleTicket | undefined = first;
    const { versionId, etag } = await this.#persist(async () => {
      const asked = ticket ?? (await this.#ask());
      // It is good for one try: after that it may have expired.
      ticket = undefined;
      if (asked.kind !== "single") throw new Error("The server wants this file in parts.");
      return this.#put(0, asked.url, this.#file, asked.headers);
    });
    const { key } = first;
    const body = versionId === null ? { key, etag: etag ?? undefined } : { key, versionId };
    return (await this.#call<ReceivedDrop>("uploads/complete", body)).id;
  }

  async #sendParts(ticket: PartsTicket): Promise<string> {
    const { key, uploadId, partBytes } = ticket;
    unfinished.set(this.#file, { place: this.#place, ticket });
    const parts = planParts(this.#file.size, partBytes);
    for (let completions = 1; ; completions++) {
      await this.#sendMissing(await this.#missing(parts, ticket), ticket);
      try {
        const body = { key, uploadId, size: this.#file.size };
        const { id } = await this.#call<ReceivedDrop>("uploads/complete", body);
        unfinished.delete(this.#file);
        return id;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 409 || completions === MOST_COMPLETIONS) throw error;
      }
    }
  }

  /** Asks S3 what it has: an answer may have been lost, and the upload may be another day's. */
  async #missing(parts: readonly FilePart[], { key, uploadId }: PartsTicket): Promise<FilePart[]> {
    const done = await this.#call<PartsDone>("uploads/parts-done", { key, uploadId });
    const missing = missingParts(parts, done.parts);
    for (const part of parts) this.#sent.set(part.number, missing.includes(part) ? 0 : bytesOf(part));
    this.#report();
    return missing;
  }

  async #sendMissing(missing: readonly FilePart[], ticket: PartsTicket): Promise<void> {
    const urls = new SignedParts(missing, (parts) => this.#sign(parts, ticket));
    const queue = [...missing];
    const stopping = new AbortController();
    const sendNext = async (): Promise<void> => {
      for (let part = queue.shift(); part && !stopping.signal.aborted; part = queue.shift()) {
        await this.#sendPart(part, urls);
      }
    };
    const senders = Array.from({ length: PARTS_AT_ONCE }, sendNext);
    try {
      await Promise.all(senders);
    } finally {
      // One that failed for good takes the others with it, but only after the part that they are at.
      stopping.abort();
      await Promise.allSettled(senders);
    }
  }

  async #sendPart(part: FilePart, urls: SignedParts): Promise<void> {
    const bytes = this.#file.slice(part.start, part.end);
    await this.#persist(async () => this.#put(part.number, await urls.of(part), bytes));
    this.#sent.set(part.number, bytesOf(part));
    this.#report();
  }

  #sign(parts: readonly FilePart[], { key, uploadId }: PartsTicket): Promise<PartUrls> {
    const wanted = parts.map((part) => ({ number: part.number, bytes: bytesOf(part) }));
    const body = { key, uploadId, parts: wanted };
    return callApi("uploads/parts", { method: "POST", body, signal: this.#signal });
  }

  async #put(part: number, url: string, body: Blob, headers?: Readonly<Record<string, string>>): Promise<Stored> {
    const onProgress = (bytes: number) => {
      this.#sent.set(part, bytes);
      this.#report();
    };
    try {
      return await inSlot(() => put(url, body, { ...(headers && { headers }), signal: this.#signal, onProgress }));
    } catch (error) {
      this.#sent.set(part, 0);
      throw error;
    }
  }

  #call<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#persist(() => callApi<Answer>(path, { method: "POST", body, signal: this.#signal }));
  }

  /** Tries until it succeeds, or fails in a way that another try does not change. While there is no network, it waits for one. */
  async #persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
    let failures = 0;
    try {
      for (;;) {
        this.#signal.throwIfAborted();
        try {
          return await attempt();
        } catch (error) {
          this.#signal.throwIfAborted();
          failures++;
          if (failures === 1) this.#countRetried(1);
          if (!isPassing(error) || failures === MOST_FAILURES || !(await canRead(this.#file))) throw error;
          await untilOnline(this.#signal);
          await backOff(failures, this.#signal);
        }
      }
    } finally {
      if (failures > 0) this.#countRetried(-1);
    }
  }

  #countRetried(by: 1 | -1): void {
    this.#retried += by;
    this.#report();
  }

  #report(): void {
    const sent = [...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#onProgress({ done: this.#file.size === 0 ? 0 : sent / this.#file.size, isRetried: this.#retried > 0 });
  }
}

/** URLs for parts, some of them ahead. Each is given once: it may have expired until another try. */
class SignedParts {
  readonly #parts: readonly FilePart[];
  readonly #sign: (parts: readonly FilePart[]) => Promise<PartUrls>;
  readonly #urls = new Map<number, string>();
  #asking: Promise<void> | undefined;

  constructor(parts: readonly FilePart[], sign: (parts: readonly FilePart[]) => Promise<PartUrls>) {
    this.#parts = parts;
    this.#sign = sign;
  }

  async of(part: FilePart): Promise<string> {
    for (;;) {
      const url = this.#urls.get(part.number);
      this.#urls.delete(part.number);
      if (url !== undefined) return url;
      if (this.#asking) await this.#asking;
      else await this.#askFrom(part);
    }
  }

  #askFrom(part: FilePart): Promise<void> {
    const from = this.#parts.indexOf(part);
    this.#asking = this.#ask(this.#parts.slice(from, from + URLS_AT_ONCE)).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(parts: readonly FilePart[]): Promise<void> {
    const { urls } = await this.#sign(parts);
    for (const [index, { number }] of parts.entries()) {
      const url = urls[index];
      if (url !== undefined) this.#urls.set(number, url);
    }
  }
}

/** S3's 400 is a connection that stood still for too long, and its 403 a URL that has expired. */
const PASSING = new Set([0, 400, 403, 408, 429]);

function isPassing(error: unknown): boolean {
  if (error instanceof PutFailed) return PASSING.has(error.status) || error.status >= 500;
  return error instanceof ApiProblem && error.isPassing;
}

function isGone(error: unknown): boolean {
  return (error instanceof ApiProblem || error instanceof PutFailed) && error.status === 404;
}

function isSamePlace(one: UploadPlace, other: UploadPlace): boolean {
  return one.workspaceId === other.workspaceId && one.folder === other.folder;
}

/** A browser does not say whether the connection or the file failed. */
async function canRead(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function untilOnline(signal: AbortSignal): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return waitFor(2 ** 31 - 1, signal, (wake) => {
    addEventListener("online", wake);
    return () => removeEventListener("online", wake);
  });
}

async function explain(error: unknown, file: File): Promise<Error> {
  if (!(await canRead(file))) {
    return new Error(
      "The file can no longer be read: it was changed, moved or deleted. Remove it here, and choose it again.",
    );
  }
  if (error instanceof PutFailed) {
    return new Error(
      error.status === 0
        ? "The connection was lost. Check it, and click Retry: the upload continues where it stopped."
        : `S3 answered ${error.status}. Click Retry; if it fails again, tell the people who run this page.`,
    );
  }
  if (error instanceof ApiProblem && error.isPassing) return new Error(`${error.message} Then click Retry.`);
  return error instanceof Error ? error : new Error(String(error));
}
