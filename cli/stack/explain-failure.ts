const REFUSED_CREDENTIALS =
  /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|InvalidSignature|AuthFailure)/;
const ACCESS_DENIED = /^(AccessDenied|Forbidden|UnauthorizedOperation)/;
const UNREACHABLE = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH"]);

/** Whether AWS knows the credentials, and they do not have the permission. */
export function isAccessDenied(error: unknown): error is Error {
  if (!(error instanceof Error) || REFUSED_CREDENTIALS.test(error.name)) return false;
  // SNS and KMS have names of their own, and S3 answers a HEAD request with nothing but the status.
  if (ACCESS_DENIED.test(error.name) || /^(AuthorizationError|KMSAccessDenied)/i.test(error.name)) return true;
  return statusOf(error) === 403;
}

function statusOf(error: Error): number | undefined {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

/**
 * Explains a failed call to AWS to the user; undefined if the error is not a known one.
 *
 * @param endpoint the address that is used instead of AWS's
 */
export function explainFailure(error: unknown, endpoint?: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return `No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with "aws sso login". The local run accepts any credentials. (${message})`;
  }
  if (/Region is missing/i.test(message)) return "No AWS region is set. Set AWS_REGION or use --region.";
  if (/Region not accepted/i.test(message)) return `The AWS region is not valid: ${message}`;
  if (REFUSED_CREDENTIALS.test(name))
    return `AWS refused the credentials. Sign in again, such as with "aws sso login", or use other ones. (${message})`;
  if (ACCESS_DENIED.test(name))
    return `These credentials do not have the permission; docs/deploy.md lists what each command needs. (${message})`;
  const code = name === "TimeoutError" ? name : "code" in error && typeof error.code === "string" ? error.code : "";
  if (name === "TimeoutError" || UNREACHABLE.has(code)) {
    if (endpoint === undefined)
      return `AWS could not be reached. Check the network and the region. (${message || code})`;
    return `${endpoint} could not be reached (${code}). Check --endpoint-url or AWS_ENDPOINT_URL; start the local run with npm start.`;
  }
  if ("$metadata" in error) return `AWS answered ${name}: ${message}`;
  return undefined;
}
