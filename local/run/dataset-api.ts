import { quoted } from "../../cli/terminal/one-line.ts";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";
import { readTokenText, TokenMalformed } from "../../functions/datasets/token.ts";

/** The dataset service that a run uses. */
export type DatasetApiChoice =
  | { readonly kind: "sandbox"; readonly token: string; readonly workspaceId: string | undefined }
  | { readonly kind: "service"; readonly url: string; readonly token: string; readonly workspaceId: string };

/**
 * The real service if the environment names it, else the sandbox.
 *
 * @throws {WrongUse} a variable is missing, or the token is not valid in a header
 */
export function chooseDatasetApi(environment: NodeJS.ProcessEnv): DatasetApiChoice {
  const { DATASET_API_URL: url, DATASET_API_TOKEN: tokenText = "", WORKSPACE_ID: workspaceId } = environment;
  const token = readToken(tokenText);
  if (!url && !token) return { kind: "sandbox", token: "sandbox", workspaceId: workspaceId || undefined };
  if (!url)
    throw new WrongUse("DATASET_API_TOKEN is set without DATASET_API_URL; set both, or neither for the sandbox.");
  if (!token)
    throw new WrongUse("DATASET_API_URL is set without DATASET_API_TOKEN; set both, or neither for the sandbox.");
  if (!URL.canParse(url)) throw new WrongUse(`DATASET_API_URL is not a URL: ${quoted(url)}`);
  if (!workspaceId) throw new WrongUse("WORKSPACE_ID is missing: set it to the ID of the workspace for the datasets.");
  return { kind: "service", url, token, workspaceId };
}

function readToken(text: string): string {
  try {
    return readTokenText(text, "the variable DATASET_API_TOKEN");
  } catch (error) {
    throw error instanceof TokenMalformed ? new WrongUse(error.message) : error;
  }
}
