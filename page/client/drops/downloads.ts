import type { Download, DownloadKind } from "../../../functions/page/page-types.ts";
import { callApi } from "../api.ts";

/** A browser asks before it leaves the page, and takes a download from elsewhere for that, until its answer says otherwise. */
const STARTING_MS = 3000;

let startedAt = Number.NEGATIVE_INFINITY;

/** Whether what seems to leave the page is a download. */
export function isDownloading(): boolean {
  return performance.now() - startedAt < STARTING_MS;
}

/**
 * Has the browser save a file of a drop.
 *
 * @returns whether only the first rows are in it
 * @throws {ApiProblem}
 */
export async function startDownload(id: string, kind: DownloadKind): Promise<boolean> {
  const { url, isCut } = await prepareDownload(id, kind);
  startedAt = performance.now();
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
  return isCut;
}

/** Reads the dropped version of a file, under its own name. @throws an error if it cannot be read */
export async function readDropped(id: string, key: string): Promise<File> {
  const { url } = await prepareDownload(id, "file");
  const response = await fetch(url);
  if (!response.ok) throw new Error(`S3 answered ${response.status}.`);
  return new File([await response.blob()], key.replace(/^.*\//s, ""));
}

function prepareDownload(id: string, kind: DownloadKind): Promise<Download> {
  return callApi(`drops/${id}/downloads`, { method: "POST", body: { kind } });
}
