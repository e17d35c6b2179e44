import { drops } from "../drops.ts";

/** How long the list of drops may take to have what was saved, in milliseconds. */
const LISTED_WITHIN_MS = 10_000;

/**
 * Uploads a definition to its folder. @returns the id of its drop, once the list of drops has it
 *
 * @throws an error whose message is shown to the user
 */
export async function saveDefinition(path: string, text: string): Promise<string> {
  const response = await fetch(`/api/folders?${new URLSearchParams({ path })}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: text,
  }).catch(() => {
    throw new Error("The server could not be reached.");
  });
  if (!response.ok) throw new Error((await response.text()) || `The server answered ${response.status}.`);
  const { id }: { id: string } = await response.json();
  await listed(id);
  return id;
}

function listed(id: string): Promise<void> {
  return new Promise((resolve) => {
    const isThere = () => drops.value.byId.has(id);
    if (isThere()) return resolve();
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, LISTED_WITHIN_MS);
    const stop = drops.listen(() => {
      if (isThere()) done();
    });
  });
}
