/** A refusal of S3's, answered as XML. Codes, statuses and messages are S3's own, from its list of error responses. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: string;
  readonly status: number;
  /** What S3 adds to the answer of this error. */
  readonly details: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  toXml(requestId: string): string {
    const parts = { Code: this.code, Message: this.message, ...this.details, RequestId: requestId, HostId: "sandbox" };
    const elements = Object.entries(parts).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join("")}</Error>`;
  }
}

export const s3Errors = {
  accessDenied: () => new S3Error("AccessDenied", 403, "Access Denied"),

  expired: (expiredAt: number, now: number) =>
    new S3Error("AccessDenied", 403, "Request has expired", {
      Expires: new Date(expiredAt).toISOString(),
      ServerTime: new Date(now).toISOString(),
    }),

  incompleteSignature: () =>
    new S3Error(
      "AuthorizationQueryParametersError",
      400,
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    ),

  signatureDoesNotMatch: () =>
    new S3Error(
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ),

  twoAuthentications: () =>
    new S3Error(
      "InvalidArgument",
      400,
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
      { ArgumentName: "Authorization" },
    ),

  chunkedBody: () =>
    new S3Error("NotImplemented", 501, "A header you provided implies functionality that is not implemented", {
      Header: "Transfer-Encoding",
    }),

  missingContentLength: () =>
    new S3Error("MissingContentLength", 411, "You must provide the Content-Length HTTP header."),

  tooLarge: (proposed: number, most: number) =>
    new S3Error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
      ProposedSize: String(proposed),
      MaxSizeAllowed: String(most),
    }),

  incompleteBody: () =>
    new S3Error(
      "IncompleteBody",
      400,
      "You did not provide the number of bytes specified by the Content-Length HTTP header",
    ),

  invalidDigest: () => new S3Error("InvalidDigest", 400, "The Content-MD5 you specified was invalid."),

  badDigest: () => new S3Error("BadDigest", 400, "The Content-MD5 you specified did not match what we received."),

  noSuchBucket: () => new S3Error("NoSuchBucket", 404, "The specified bucket does not exist"),

  preconditionFailed: () =>
    new S3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
      Condition: "If-None-Match",
    }),

  internal: () => new S3Error("InternalError", 500, "We encountered an internal error. Please try again."),

  /** For a fault that was asked for: the code that S3 sends with the status. */
  ofStatus: (status: number) => {
    if (status === 503) return new S3Error("SlowDown", 503, "Please reduce your request rate.");
    if (status === 500) return s3Errors.internal();
    return new S3Error("SandboxFault", status, "A fault that was asked for.");
  },
} as const;

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
