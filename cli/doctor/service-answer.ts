import { DatasetServiceError, DatasetServiceRefused } from "../../functions/datasets/errors.ts";
import { type Finding, unchecked, wrong } from "./finding.ts";

/**
 * What a call to the dataset service failed with, where it is not about the token. An answer's body is not quoted: it may
 * repeat the token.
 */
export function explainService(error: unknown, url: string): Finding {
  if (!(error instanceof DatasetServiceError)) throw error;
  const { status, message } = error;
  if (status === null) {
    return unchecked(`${message}.`, `Check datasetApiUrl in the settings, or run this where ${url} can be reached.`);
  }
  if (error instanceof DatasetServiceRefused) {
    return wrong(
      `${url} answered ${status}.`,
      "Check datasetApiUrl in the settings: it should be the service's base URL, without a path.",
    );
  }
  return unchecked(`${url} answered ${status}.`, "Run this again once the service is up.");
}
