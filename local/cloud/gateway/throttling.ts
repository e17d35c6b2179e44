/** Each service's own throttling response. */
export function throttlingAnswer(service: string): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  switch (service) {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    case "s3":
      return xml(503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
    // https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
    case "sns":
      return xml(
        400,
        "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>",
      );
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    case "dynamodb":
      return json("com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException");
    default:
      return json("ThrottlingException");
  }
}

function xml(status: number, body: string) {
  return { status, headers: { "content-type": "application/xml" }, body };
}

function json(type: string) {
  return {
    status: 400,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify({ __type: type, message: "Rate exceeded" }),
  };
}
