// Starts the drop's execution, and nothing else: no validation, no ledger, no dataset. What the cloud itself takes remains.

const { AWS_ENDPOINT_URL, STATE_MACHINE_ARN } = process.env;

export async function handler(event) {
  for (const { body } of event.Records) {
    for (const { s3, eventTime } of JSON.parse(body).Records) {
      const { key, versionId } = s3.object;
      const drop = { bucket: s3.bucket.name, key: decodeURIComponent(key.replaceAll("+", " ")), versionId };
      const input = { drop, startedAt: eventTime, verdict: "publish", dataset: { id: versionId }, file: {} };
      await fetch(AWS_ENDPOINT_URL, {
        method: "POST",
        headers: { "x-amz-target": "AWSStepFunctions.StartExecution", "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify({ stateMachineArn: STATE_MACHINE_ARN, name: versionId, input: JSON.stringify(input) }),
      });
    }
  }
  return { batchItemFailures: [] };
}
