import { isDefinitionFile } from "../../../functions/drops/folder-keys.ts";
import type { FolderLine } from "../../../functions/page/folder-line.ts";
import { callApi } from "../api.ts";
import { drops } from "../drops/drops.ts";
import { Store } from "../store.ts";

/** The folders that have a definition; undefined until the server has said. */
export const folders = new Store<readonly FolderLine[] | undefined>(undefined);

let asked = 0;

/** Asks the server for them. If that fails, what it said last stays. */
async function loadFolders(): Promise<void> {
  const turn = ++asked;
  const answer = await callApi<readonly FolderLine[]>("folders", { isBackground: true }).catch(() => undefined);
  // A later answer counts.
  if (answer && turn === asked) folders.set(answer);
}

/** Somebody signed out. */
export function forgetFolders(): void {
  folders.set(undefined);
}

/** Asks at the start, and whenever a definition was uploaded or its answer is there. */
export function followFolders(): void {
  let known = "";
  drops.listen(() => {
    const { connection, sorted } = drops.value;
    if (connection !== "live") return;
    const definitions = sorted.flatMap((line) => (isDefinitionFile(line) ? [`${line.id} ${line.step}`] : []));
    const now = `live ${definitions.join()}`;
    if (now === known) return;
    known = now;
    loadFolders();
  });
}
