import type { ReceivedDrop } from "../../../functions/page/page-types.ts";
import { callApi } from "../api.ts";

/**
 * Uploads a definition to its folder. @returns the id of its drop
 *
 * @throws an error whose message is shown to the user
 */
export async function saveDefinition(path: string, text: string): Promise<string> {
  const query = new URLSearchParams({ path });
  return (await callApi<ReceivedDrop>(`folders?${query}`, { method: "POST", body: text })).id;
}
