import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { sign } from "../../s3-protocol/signature-v4.ts";
import { element } from "../gateway/xml.ts";
import type { AccessKeys } from "./access-keys.ts";
import { type S3Answer, xmlAnswer } from "./answer.ts";
import { readForm } from "./form-reader.ts";
import { checkMetadata, versionHeaders } from "./object-headers.ts";
import { keepOrRemove } from "./objects.ts";
import { openBody } from "./received-body.ts";
import { checkKey, type S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";

const condition = z.union([
  z.tuple([z.string().regex(/^content-length-range$/i), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.string().regex(/^(eq|starts-with)$/i), z.string(), z.string()]),
  z.record(z.string(), z.string()),
]);
const policyShape = z.object({ expiration: z.iso.datetime({ offset: true }), conditions: z.array(condition) });
type Policy = z.infer<typeof policyShape>;

const KEPT = ["cache-control", "content-disposition", "content-encoding", "content-type", "expires"];

/**
 * Stores the file of a form as a browser posts it. The policy's conditions are held against the form, and its signature is
 * checked if its key is known here.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export async function postForm(
  call: S3Call,
  contentType: string,
  response: ServerResponse,
  store: S3Store,
  now: number,
): Promise<S3Answer> {
  const { request, bucket } = call;
  const isVersioned = store.bucket(bucket).versioning !== null;
  const { fields, fileName, file } = await readForm(openBody(request, response, new Map()), contentType);
  const named = fields.get("key") ?? "";
  if (named === "") throw s3Errors.invalidArgument("Bucket POST must contain a field named 'key'.", "key", "");
  const key = named.replace(/\$\{filename\}/g, () => fileName);
  checkKey(key);
  checkPolicySignature(fields, store.accessKeys);
  const policy = readPolicy(fields.get("policy"));
  if (policy) checkPolicy(policy, new Map([...fields, ["bucket", bucket], ["key", key]]), now);

  const headers = Object.fromEntries([...fields].filter(([name]) => KEPT.includes(name)));
  const metadata = Object.fromEntries(
    [...fields].flatMap(([name, value]) => (name.startsWith("x-amz-meta-") ? [[name.slice(11), value]] : [])),
  );
  checkMetadata(metadata);
  const written = await store.bodies.write(file, [], {
    check({ bytes }) {
      if (policy) checkLength(policy, bytes);
    },
  });
  const etag = written.md5.toString("hex");
  const segments = [{ file: written.file, bytes: written.bytes }];
  const details = { headers: { "content-type": "binary/octet-stream", ...headers }, metadata };
  const stored = await keepOrRemove(store, segments, () =>
    store.index.versions.put(
      { bucket, key, etag, bytes: written.bytes, details, segments },
      { how: store.announced(bucket, key, "Post") },
    ),
  );
  await store.bodies.remove(stored.replaced);
  store.announce(stored.event);
  return answer(request, fields, { bucket, key, etag }, versionHeaders(stored.version, isVersioned));
}

function answer(
  { headers: { host } }: IncomingMessage,
  fields: ReadonlyMap<string, string>,
  { bucket, key, etag }: { bucket: string; key: string; etag: string },
  version: Record<string, unknown>,
): S3Answer {
  const location = `http://${host}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
  const headers = { ...(version as Record<string, string>), etag: `"${etag}"`, location };
  const redirect = fields.get("success_action_redirect");
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` }))
      target.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, location: target.href } };
  }
  const status = fields.get("success_action_status");
  if (status !== "201") return { status: status === "200" ? 200 : 204, headers };
  const parts = [
    element("Location", location),
    element("Bucket", bucket),
    element("Key", key),
    element("ETag", `"${etag}"`),
  ];
  return { ...xmlAnswer("PostResponse", parts, headers), status: 201 };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
function checkPolicySignature(fields: ReadonlyMap<string, string>, keys: AccessKeys): void {
  const [, keyId = "", scope = ""] = /^([^/]+)\/(.+)$/.exec(fields.get("x-amz-credential") ?? "") ?? [];
  const key = keys.get(keyId);
  if (!key) return;
  const policy = fields.get("policy") ?? "";
  const given = fields.get("x-amz-signature") ?? "";
  if (given === sign(policy, scope, key.secret)) return;
  throw s3Errors.signatureDoesNotMatch({ StringToSign: policy, SignatureProvided: given });
}

function readPolicy(encoded: string | undefined): Policy | undefined {
  if (encoded === undefined) return undefined;
  try {
    return policyShape.parse(JSON.parse(Buffer.from(encoded, "base64").toString()));
  } catch {
    throw new S3Error(
      "InvalidPolicyDocument",
      400,
      "The content of the form does not meet the conditions specified in the policy document.",
    );
  }
}

function checkPolicy({ expiration, conditions }: Policy, fields: ReadonlyMap<string, string>, now: number): void {
  if (now > Date.parse(expiration)) throw denied("Policy expired.");
  for (const rule of conditions) {
    if (!Array.isArray(rule)) {
      for (const [name, value] of Object.entries(rule)) hold(fields, name, value, "eq", rule);
    } else if (typeof rule[1] === "string" && typeof rule[2] === "string") {
      hold(fields, rule[1].replace(/^\$/, ""), rule[2], rule[0].toLowerCase(), rule);
    }
  }
}

function hold(fields: ReadonlyMap<string, string>, name: string, wanted: string, how: string, rule: unknown): void {
  const value = fields.get(name.toLowerCase()) ?? "";
  const isHeld = how === "eq" ? value === wanted : value.startsWith(wanted);
  if (!isHeld) throw denied(`Policy Condition failed: ${JSON.stringify(rule)}`);
}

function checkLength({ conditions }: Policy, bytes: number): void {
  for (const rule of conditions) {
    if (!Array.isArray(rule) || typeof rule[1] !== "number") continue;
    const [, least, most] = rule;
    if (bytes > Number(most)) throw s3Errors.tooLarge(bytes, Number(most));
    if (bytes < least) {
      throw new S3Error("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
        ProposedSize: String(bytes),
        MinSizeAllowed: String(least),
      });
    }
  }
}

function denied(why: string): S3Error {
  return new S3Error("AccessDenied", 403, `Invalid according to Policy: ${why}`);
}
