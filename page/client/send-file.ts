import type { ReceivedDrop } from "../server/drop-line.ts";
import type { UploadPlace } from "./upload-place.ts";

/**
 * Uploads a file to the server, which puts it into the drop bucket.
 *
 * @param progress called with the share that is sent, 0 to 1; only XMLHttpRequest reports it
 * @returns `sent` resolves with the drop's id, and rejects with an error whose message is shown to the user
 */
export function sendFile(
  file: File,
  { workspaceId, folder }: UploadPlace,
  progress: (done: number) => void,
): { readonly sent: Promise<string>; stop(): void } {
  const request = new XMLHttpRequest();
  const sent = new Promise<string>((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      if (request.status === 201) resolve((JSON.parse(request.responseText) as ReceivedDrop).id);
      else reject(new Error(request.responseText || `The server answered ${request.status}.`));
    });
    request.addEventListener("error", () =>
      reject(new Error("The server could not be reached, or the file could not be read.")),
    );
    request.addEventListener("abort", () => reject(new Error("Stopped.")));
  });
  const query = new URLSearchParams({ name: file.name });
  if (folder !== undefined) query.set("folder", folder);
  else if (workspaceId !== undefined) query.set("workspace", workspaceId);
  request.open("POST", `/api/drops?${query}`);
  request.setRequestHeader("Content-Type", "text/csv");
  request.send(file);
  return { sent, stop: () => request.abort() };
}
