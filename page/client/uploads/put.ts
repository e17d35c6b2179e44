/** S3 did not take what was sent. */
export class PutFailed extends Error {
  override readonly name = "PutFailed";
  /** 0 where no answer came. */
  readonly status: number;

  constructor(status: number) {
    super(status === 0 ? "The connection was lost." : `S3 answered ${status}.`);
    this.status = status;
  }
}

/** What S3 made of it; null for what it, or the bucket's rules for browsers, do not tell. */
export interface Stored {
  readonly versionId: string | null;
  readonly etag: string | null;
}

export interface PutOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called with the number of bytes that were sent. */
  readonly onProgress: (bytes: number) => void;
}

/** A connection may end without a word. Nothing is sent for so long only where that happened. */
const SILENCE_MS = 60_000;

/** Sends bytes to a presigned URL: by XMLHttpRequest, since fetch does not report progress. @throws {PutFailed} */
export function put(url: string, body: Blob, { headers = {}, signal, onProgress }: PutOptions): Promise<Stored> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    let silence = setTimeout(abort, SILENCE_MS);
    const ended = (settle: () => void) => () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", abort);
      settle();
    };
    const failed = ended(() => reject(signal.aborted ? signal.reason : new PutFailed(0)));
    request.upload.addEventListener("progress", ({ loaded }) => {
      clearTimeout(silence);
      silence = setTimeout(abort, SILENCE_MS);
      onProgress(loaded);
    });
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.addEventListener(
      "load",
      ended(() => {
        if (request.status !== 200) return reject(new PutFailed(request.status));
        resolve({
          versionId: request.getResponseHeader("x-amz-version-id"),
          etag: request.getResponseHeader("etag"),
        });
      }),
    );
    signal.addEventListener("abort", abort);
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
  });
}
