import { checkToken, checkWorkspace } from "../../../functions/datasets/account.ts";
import { DatasetServiceError } from "../../../functions/datasets/errors.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, ok, unchecked, wrong } from "../finding.ts";
import { explainService } from "../service-answer.ts";
import { goodToken } from "./token.ts";

/** What the service answers for a workspace that the token cannot reach. */
const OUT_OF_REACH: readonly (number | null)[] = [401, 403, 404];

/** Whether the token reaches each workspace of the settings. */
export async function checkWorkspaces(deployment: Deployment): Promise<Finding[]> {
  const { datasetApiUrl, workspaces, defaultWorkspaceId } = await deployment.settings();
  const ids = new Map(workspaces.map(({ id, prefix }) => [id, prefix === undefined ? id : `${id} (${prefix})`]));
  if (defaultWorkspaceId !== undefined && !ids.has(defaultWorkspaceId)) ids.set(defaultWorkspaceId, defaultWorkspaceId);
  if (ids.size === 0) return [ok("The settings name none: files may go to every workspace that the token reaches.")];

  const token = await goodToken(deployment);
  const isAccepted = token !== undefined && (await checkToken(datasetApiUrl, token).then(yes, no));
  if (!isAccepted) return [unchecked("This check needs a working token.", "Fix the secret and the token first.")];
  const reach = async ([id, name]: [string, string]): Promise<Finding> => {
    try {
      await checkWorkspace(datasetApiUrl, id, token);
      return ok(`The token reaches ${name}.`);
    } catch (error) {
      if (!(error instanceof DatasetServiceError) || !OUT_OF_REACH.includes(error.status)) {
        return explainService(error, datasetApiUrl);
      }
      return wrong(
        `The token cannot reach ${name} (${error.status}).`,
        "Correct the id in the settings, or add the token's user to the workspace.",
      );
    }
  };
  return Promise.all([...ids].map(reach));
}

function yes(): boolean {
  return true;
}

function no(): boolean {
  return false;
}
