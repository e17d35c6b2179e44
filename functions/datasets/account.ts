import * as z from "zod/mini";
import { callOnce } from "./service-call.ts";

// Of either answer, only that there is one matters.
const anyObject = z.looseObject({});

/** Resolves if the service knows the token. One try. @throws {DatasetServiceError} */
export async function checkToken(baseUrl: string, token: string): Promise<void> {
  await callOnce({ what: "check the token", method: "GET", url: at(baseUrl, "users/me/"), answer: anyObject }, token);
}

/** Resolves if the token can reach the workspace. One try. @throws {DatasetServiceError} */
export async function checkWorkspace(baseUrl: string, workspaceId: string, token: string): Promise<void> {
  // https://docs.prolific.com/api-reference/workspaces/get-workspace
  const url = at(baseUrl, `workspaces/${encodeURIComponent(workspaceId)}/`);
  await callOnce({ what: `read workspace ${workspaceId}`, method: "GET", url, answer: anyObject }, token);
}

function at(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, "")}/api/v1/${path}`;
}
