/**
 * Sends a file to the server, which drops it.
 *
 * @param progress told how much is sent, 0 to 1: only XMLHttpRequest says so
 * @returns `sent` is rejected with an error whose message is for the person
 */
export function sendFile(
  file: File,
  workspaceId: string | undefined,
  progress: (done: number) => void,
): { readonly sent: Promise<void>; stop(): void } {
  const request = new XMLHttpRequest();
  const sent = new Promise<void>((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      if (request.status === 201) resolve();
      else reject(new Error(request.responseText || `The server answered ${request.status}.`));
    });
    request.addEventListener("error", () =>
      reject(new Error("The server could not be reached, or the file not read.")),
    );
    // Taken off the tray: nobody waits for it any more.
    request.addEventListener("abort", () => reject(new Error("Stopped.")));
  });
  const query = new URLSearchParams({ name: file.name });
  if (workspaceId !== undefined) query.set("workspace", workspaceId);
  request.open("POST", `/api/drops?${query}`);
  request.setRequestHeader("Content-Type", "text/csv");
  request.send(file);
  return { sent, stop: () => request.abort() };
}
