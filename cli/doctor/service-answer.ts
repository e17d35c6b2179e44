import { DatasetServiceError, DatasetServiceRefused } from "../../functions/datasets/errors.ts";
import { needsPerson } from "../../functions/datasets/needs-person.ts";
import { type Finding, unchecked, wrong } from "./finding.ts";

/**
 * What a call to the dataset service failed with, where it is not about the token. An answer's body is not quoted: it may
 * repeat the token.
 */
export function explainService(error: unknown, url: string): Finding {
  if (!(error instanceof DatasetServiceError)) throw error;
  const { status, message } = error;
  const answered = status === null ? `${message}.` : `${url} answered ${status}.`;
  if (needsPerson(error) || error instanceof DatasetServiceRefused) {
    return wrong(answered, `Check datasetApiUrl in the settings: ${url} should be the service's base URL.`);
  }
  return unchecked(answered, "Run this again once the service can be reached from here.");
}
