import { expect, it } from "vitest";
import { judge, presign } from "../../../local/sandbox/presigned-url.ts";

// The example of "Authenticating Requests: Using Query Parameters" in the S3 API reference.
const key = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const request = { method: "GET", path: "/test.txt", headers: { host: "examplebucket.s3.amazonaws.com" } };
const from = Date.UTC(2013, 4, 24);
const query = () => new URLSearchParams(presign(request, key, { from, seconds: 86_400 }));

it("a URL is signed as in AWS's own example", () => {
  expect(Object.fromEntries(query())).toEqual({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request",
    "X-Amz-Date": "20130524T000000Z",
    "X-Amz-Expires": "86400",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  });
});

it("a URL holds until its last second, and not after it", () => {
  expect(judge(request, query(), key, from + 86_400_000)).toEqual({ kind: "valid" });
  expect(judge(request, query(), key, from + 86_400_001)).toEqual({ kind: "expired", at: from + 86_400_000 });
});

it("a path in another spelling has the same signature, another path has not", () => {
  const odd = { ...request, path: "/it%27s%20%2B.csv" };
  const signed = new URLSearchParams(presign(odd, key, { from, seconds: 60 }));
  expect(judge({ ...odd, path: "/it's%20+.csv" }, signed, key, from).kind).toBe("valid");
  expect(judge({ ...odd, path: "/it%27s%20+%2Fcsv" }, signed, key, from).kind).toBe("mismatch");
});

it.each([...query().keys()])("a URL without %s is incomplete", (name) => {
  const lacking = query();
  lacking.delete(name);
  expect(judge(request, lacking, key, from).kind).toBe("incomplete");
});

it("a URL with a parameter more is not the one that was signed", () => {
  const more = query();
  more.set("x-id", "PutObject");
  expect(judge(request, more, key, from).kind).toBe("mismatch");
});
