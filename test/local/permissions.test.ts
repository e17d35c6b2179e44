import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { AwsCall } from "../../local/cloud/gateway/aws-call.ts";
import { synthesize } from "../../local/cloud/template/synthesize.ts";
import { readTemplate } from "../../local/cloud/template/template.ts";
import { PAGE_SETTINGS, requestEverything } from "./every-page-request.ts";
import { type Pipeline, QUICK, startPipeline, WORKSPACE } from "./pipeline.ts";

/** Allowed to a function for what Lambda does in its name, which no call of the function's shows. */
const BY_LAMBDA_ITSELF = new Set([
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
]);

interface Permission {
  readonly action: string;
  readonly resource: string;
  /** What a list's prefix has to be, by the policy's condition. */
  readonly prefix: string | undefined;
}

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.strictObject({
  Effect: z.literal("Allow"),
  Action: list,
  Resource: list,
  Condition: z.strictObject({ StringLike: z.strictObject({ "s3:prefix": z.string() }) }).optional(),
});

/** What each function's role allows, by the function's name. */
async function readPermissions({ cloud }: Pipeline, settings: Record<string, unknown>) {
  const { template } = await readTemplate(await synthesize({ ...QUICK, ...settings }));
  const all = Object.entries(template.Resources);
  const permissions = new Map<string, Permission[]>();
  for (const { id, name } of cloud.resources.ofType("AWS::Lambda::Function")) {
    const role = JSON.stringify(template.Resources[id]?.Properties.Role);
    const policies = all.filter(
      ([, { Type, Properties }]) =>
        Type === "AWS::IAM::Policy" &&
        z
          .array(z.object({ Ref: z.string() }))
          .parse(Properties.Roles)
          .some(({ Ref }) => role.includes(`"${Ref}"`)),
    );
    const statements = policies.flatMap(
      ([, { Properties }]) =>
        z
          .object({ Statement: z.array(statement) })
          .loose()
          .parse(cloud.resources.resolve(Properties.PolicyDocument)).Statement,
    );
    permissions.set(
      name,
      statements.flatMap(({ Action, Resource, Condition }) =>
        Action.flatMap((action) =>
          Resource.map((resource) => ({ action, resource, prefix: Condition?.StringLike["s3:prefix"] })),
        ),
      ),
    );
  }
  return permissions;
}

function allows({ action, resource, prefix }: Permission, call: AwsCall): boolean {
  if (action !== call.action || !isLike(resource, call.resource)) return false;
  const { searchParams } = new URL(call.url, "http://s3");
  return prefix === undefined || isLike(prefix, searchParams.get("prefix") ?? "");
}

function isLike(pattern: string, text: string): boolean {
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

const FILE = "id,a\n1,x\n";

const DEFINITION = JSON.stringify({
  workspaceId: WORKSPACE,
  schema: { fields: { a: { type: "text" }, picture: { type: "image_url" } } },
});
const PART = "a,picture\nx,https://example.org/a.png\ny,http://example.org/b.png\n";

/** Every way a drop can go that makes a function call something, and every request of a page, where the stack has one. */
async function runEverything(pipeline: Pipeline): Promise<AwsCall[]> {
  const { cloud, sandbox, s3, bucket } = pipeline;
  const calls: AwsCall[] = [];
  cloud.events.on("called", (call) => calls.push(call));
  const { report } = await pipeline.drop("incoming/ready.csv", FILE);
  await pipeline.drop("incoming/rejected.csv", "id,a\n1,x,y\n");
  await pipeline.drop("incoming/semicolons.csv", "id;a\n1;x\n2;y\n");

  // The same event again, while its drop is worked on and after.
  const createNow = pipeline.hold("create");
  const postponed = new Promise<void>((resolve) => {
    cloud.events.on("called", ({ caller, action }) => {
      if (caller === "Dropset-IngestFunction" && action === "sqs:SendMessage") resolve();
    });
  });
  const twice = await pipeline.put("incoming/twice.csv", FILE);
  await pipeline.announce(twice);
  await postponed;
  createNow();
  await pipeline.follower.answer(twice);
  await pipeline.announce(report.drop);

  // The service throttles a poll; the first call of this kind is the upload's.
  sandbox.faults.set([{ call: "get", after: 1, times: 1, fault: { kind: "status", status: 429, retryAfter: "1" } }]);
  await pipeline.drop("incoming/throttled.csv", FILE);

  // Deleted before ingest reads it.
  const versionId = report.drop.versionId.replace(/[0-9a-f]{32}$/, "0".repeat(32));
  const gone = { bucket, key: "incoming/gone.csv", versionId };
  await pipeline.announce(gone);
  await pipeline.follower.answer(gone);

  // Deleted between ingest and upload.
  const uploadNow = pipeline.hold("get");
  const late = await pipeline.put("incoming/late.csv", FILE);
  await pipeline.reached(late, "uploading");
  const version = late.versionId.startsWith("etag-") ? {} : { VersionId: late.versionId };
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: late.key, ...version }));
  uploadNow();
  await pipeline.follower.answer(late);

  // Rows of a typed file are refused, with a fixed file and without one, and of a file that is gone by then.
  await pipeline.drop("incoming/typed/_dataset.json", DEFINITION);
  expect((await pipeline.drop("incoming/typed/part.csv", PART)).report.outcome).toBe("partial");
  await pipeline.drop("incoming/typed/fixed.csv", PART.replaceAll(",", ";"));
  const pollNow = pipeline.hold("import");
  const lost = await pipeline.put("incoming/typed/lost.csv", PART);
  await pipeline.reached(lost, "processing");
  const itsVersion = lost.versionId.startsWith("etag-") ? {} : { VersionId: lost.versionId };
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: lost.key, ...itsVersion }));
  pollNow();
  expect((await pipeline.follower.answer(lost)).report).toMatchObject({ outcome: "partial", refusedFile: null });

  // The service refuses the workspace, though it knows the token: it is read again, and asked about.
  sandbox.faults.set([{ call: "create", times: 2, fault: { kind: "status", status: 401 } }]);
  const outOfReach = await pipeline.drop("incoming/out-of-reach.csv", FILE);
  expect(outOfReach.report.findings.map(({ code }) => code)).toContain("workspace-not-allowed");
  expect(sandbox.requests.map(({ path }) => path)).toContain("/api/v1/users/me/");

  // It fails, so that ingest gives its claim back.
  sandbox.faults.set([{ call: "create", times: 1, fault: { kind: "status", status: 500 } }]);
  await pipeline.reached(await pipeline.put("incoming/refused.csv", FILE), "delayed");

  if (cloud.apiEndpoint !== undefined) {
    const typed = { partial: "incoming/typed/part.csv", fixed: "incoming/typed/fixed.csv", folder: "typed" };
    await requestEverything(pipeline, { rejected: "incoming/rejected.csv", ...typed }, DEFINITION);
  }
  return calls;
}

const LENIENT = { severities: { "media-url": "warning" } };

const VARIANTS: { name: string; settings: Record<string, unknown>; unseen: string[] }[] = [
  {
    name: "with a bucket of its own, and a page",
    settings: { ...LENIENT, fix: "on", page: PAGE_SETTINGS },
    unseen: [],
  },
  {
    name: "on somebody's bucket, with a page",
    settings: { ...LENIENT, existingBucket: { name: "their-bucket" }, fix: "on", page: PAGE_SETTINGS },
    // Theirs may keep versions; the one here doesn't.
    unseen: ["s3:GetObjectVersion"],
  },
];

describe.each(VARIANTS)("the stack $name", ({ settings, unseen }) => {
  let pipeline: Pipeline;
  let calls: AwsCall[];
  let permissions: Map<string, Permission[]>;

  beforeAll(async () => {
    pipeline = await startPipeline({ settings });
    permissions = await readPermissions(pipeline, settings);
    calls = await runEverything(pipeline);
  });
  afterAll(() => pipeline.stop());

  it("was seen making calls to every service, events of outcomes among them", () => {
    const actions = calls.filter(({ caller }) => permissions.has(caller)).map(({ action }) => action);
    const services = new Set(actions.map((action) => action.split(":")[0]));
    expect([...services].sort()).toEqual(["dynamodb", "events", "s3", "secretsmanager", "sns", "sqs", "states"]);
    expect(actions).toContain("events:PutEvents");
  });

  it("allows its functions every call that they make", () => {
    const missing = calls
      .filter(({ caller }) => permissions.has(caller))
      .filter((call) => !permissions.get(call.caller)?.some((permission) => allows(permission, call)))
      .map(({ caller, action, resource }) => `${caller} calls ${action} on ${resource}`);
    expect([...new Set(missing)]).toEqual([]);
  });

  it("allows them nothing that they don't call", () => {
    const unused = [...permissions].flatMap(([caller, allowed]) =>
      allowed
        .filter(({ action }) => !BY_LAMBDA_ITSELF.has(action) && !unseen.includes(action))
        .filter((permission) => !calls.some((call) => call.caller === caller && allows(permission, call)))
        .map(({ action, resource }) => `${caller} may ${action} on ${resource}, and never does`),
    );
    expect(unused).toEqual([]);
  });
});
