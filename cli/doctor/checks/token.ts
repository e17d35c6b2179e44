import { checkToken } from "../../../functions/datasets/account.ts";
import { DatasetServiceTokenRefused } from "../../../functions/datasets/errors.ts";
import { readTokenText, TokenMalformed } from "../../../functions/datasets/token.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, unchecked, wrong } from "../finding.ts";
import { isMarkedForDeletion, SecretEmpty } from "../secret.ts";
import { explainService } from "../service-answer.ts";

/** Whether the secret holds what can be a token. */
export async function checkSecret(deployment: Deployment): Promise<Finding[]> {
  const secret = deployment.stack.output("TokenSecretArn");
  const fill = `Store the token: aws secretsmanager put-secret-value --secret-id ${secret} --secret-string file://token.txt`;
  try {
    readTokenText(await deployment.secret(), "the secret");
    return [ok("It holds a token.")];
  } catch (error) {
    if (error instanceof SecretEmpty) return [wrong("It is empty.", fill)];
    if (error instanceof TokenMalformed) return [wrong(error.message, fill)];
    if (isMarkedForDeletion(error)) {
      return [wrong("It is marked for deletion.", `Run aws secretsmanager restore-secret --secret-id ${secret}`)];
    }
    if (isMissing(error)) return [missing(`The secret ${secret}`)];
    throw error;
  }
}

/** Whether the dataset service knows the token. */
export async function checkServiceToken(deployment: Deployment): Promise<Finding[]> {
  const { datasetApiUrl } = await deployment.settings();
  const token = await goodToken(deployment);
  if (token === undefined) return [unchecked("There is no token to check.", "Fix the secret first.")];
  try {
    await checkToken(datasetApiUrl, token);
    return [ok(`${datasetApiUrl} accepts it.`)];
  } catch (error) {
    if (error instanceof DatasetServiceTokenRefused) {
      return [
        wrong(
          `${datasetApiUrl} refuses it (${error.status}).`,
          "Create a new token in the service, and store it in the secret.",
        ),
      ];
    }
    return [explainService(error, datasetApiUrl)];
  }
}

/** The token; undefined if there is none that could be sent. */
export async function goodToken({ secret }: Deployment): Promise<string | undefined> {
  try {
    return readTokenText(await secret(), "the secret");
  } catch (error) {
    const isKnown = error instanceof SecretEmpty || error instanceof TokenMalformed;
    if (isKnown || isMissing(error) || isMarkedForDeletion(error)) return undefined;
    throw error;
  }
}
