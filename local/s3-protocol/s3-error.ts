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
    const parts = { Code: this.code, Message: this.message, ...this.details, RequestId: requestId, HostId: "local" };
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

  signatureDoesNotMatch: (details: Readonly<Record<string, string>> = {}) =>
    new S3Error(
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      details,
    ),

  unknownAccessKey: (id: string) =>
    new S3Error("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.", {
      AWSAccessKeyId: id,
    }),

  unsignedHeaders: (names: readonly string[]) =>
    new S3Error("AccessDenied", 403, "There were headers present in the request which were not signed", {
      HeadersNotSigned: names.join(", "),
    }),

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

  missingTrailer: () =>
    new S3Error("MalformedTrailerError", 400, "The request contained trailing data that was not well-formed."),

  checksumMismatch: (algorithm: string) =>
    new S3Error("BadDigest", 400, `The ${algorithm} you specified did not match the calculated checksum.`),

  sha256Mismatch: () =>
    new S3Error(
      "XAmzContentSHA256Mismatch",
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ),

  noSuchKey: (key: string) => new S3Error("NoSuchKey", 404, "The specified key does not exist.", { Key: key }),

  noSuchVersion: (key: string, versionId: string) =>
    new S3Error("NoSuchVersion", 404, "The specified version does not exist.", { Key: key, VersionId: versionId }),

  noSuchUpload: (id: string) =>
    new S3Error(
      "NoSuchUpload",
      404,
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      { UploadId: id },
    ),

  invalidArgument: (message: string, name: string, value: string) =>
    new S3Error("InvalidArgument", 400, message, { ArgumentName: name, ArgumentValue: value }),

  invalidRequest: (message: string) => new S3Error("InvalidRequest", 400, message),

  malformedXml: () =>
    new S3Error(
      "MalformedXML",
      400,
      "The XML you provided was not well-formed or did not validate against our published schema",
    ),

  malformedPost: () =>
    new S3Error("MalformedPOSTRequest", 400, "The body of your POST request is not well-formed multipart/form-data."),

  invalidUri: (uri: string) => new S3Error("InvalidURI", 400, "Couldn't parse the specified URI.", { URI: uri }),

  keyTooLong: (bytes: number, most: number) =>
    new S3Error("KeyTooLongError", 400, "Your key is too long", { Size: String(bytes), MaxSizeAllowed: String(most) }),

  metadataTooLarge: (bytes: number, most: number) =>
    new S3Error("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
      Size: String(bytes),
      MaxSizeAllowed: String(most),
    }),

  methodNotAllowed: (method: string) =>
    new S3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
      Method: method,
    }),

  notImplemented: (what: string) =>
    new S3Error("NotImplemented", 501, "A header or query you provided implies functionality that is not implemented", {
      Header: what,
    }),

  conditionFailed: (condition: string) =>
    new S3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
      Condition: condition,
    }),

  noSuchBucket: () => new S3Error("NoSuchBucket", 404, "The specified bucket does not exist"),

  preconditionFailed: () =>
    new S3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
      Condition: "If-None-Match",
    }),

  internal: () => new S3Error("InternalError", 500, "We encountered an internal error. Please try again."),

  /** S3's code for the status of an injected fault. */
  ofStatus: (status: number) => {
    if (status === 503) return new S3Error("SlowDown", 503, "Please reduce your request rate.");
    if (status === 500) return s3Errors.internal();
    return new S3Error("SandboxFault", status, "A fault that was asked for.");
  },
} as const;

/** XML 1.0 does not allow most control characters; S3 writes them as references anyway. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (char) => ESCAPES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
