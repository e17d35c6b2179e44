import { Match, Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { FUNCTION_ENVIRONMENT } from "../../bench/function-environment.ts";
import { readSettings } from "../../infra/settings/settings.ts";
import { appWith, PAGE } from "./stacks.ts";

async function templateOf(settings: Parameters<typeof appWith>[0][string]): Promise<Template> {
  const { stacks } = await appWith({ Dropset: settings });
  const [stack] = stacks;
  if (!stack) throw new Error("There is no stack.");
  return Template.fromStack(stack);
}

let template: Template;
beforeAll(async () => {
  template = await templateOf({ page: { ...PAGE, signInOrigins: ["https://token.example.com"] } });
});

/** The ids of what a resource refers to, at any depth. */
function referredBy(resource: unknown): string[] {
  if (Array.isArray(resource)) return resource.flatMap(referredBy);
  if (typeof resource !== "object" || resource === null) return [];
  return Object.entries(resource).flatMap(([name, value]) => {
    if (name === "Ref") return [String(value)];
    if (name === "Fn::GetAtt" && Array.isArray(value)) return [String(value[0])];
    if (name === "DependsOn") return [value].flat().map(String);
    return referredBy(value);
  });
}

describe("the page", () => {
  it("is there only if the settings ask for it", async () => {
    const without = await templateOf({});
    for (const type of ["Api", "Route", "Stage", "Authorizer"])
      without.resourceCountIs(`AWS::ApiGatewayV2::${type}`, 0);
    expect(JSON.stringify(without.toJSON())).not.toContain("PageUrl");
    expect(JSON.stringify(without.findResources("AWS::S3::Bucket"))).not.toContain("CorsConfiguration");
  });

  it("leaves the account's invocations to the pipeline, however many pages wait for changes", () => {
    template.hasResource("AWS::ApiGatewayV2::Stage", {
      Properties: {
        RouteSettings: { "GET /api/changes": { ThrottlingBurstLimit: 40, ThrottlingRateLimit: 2 } },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp("GETapichanges")]),
    });
  });

  it("lets everybody read its own files alone, and verifies a token for the rest", () => {
    const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route")).map(({ Properties }) => [
      Properties.RouteKey,
      Properties.AuthorizationType ?? "NONE",
    ]);
    expect(routes.sort()).toEqual([
      ["ANY /api/{path+}", "JWT"],
      ["GET /", "NONE"],
      ["GET /api/changes", "JWT"],
      ["GET /assets/{name}", "NONE"],
      ["GET /drops/{id}", "NONE"],
      ["GET /folders", "NONE"],
      ["GET /folders/{path+}", "NONE"],
      ["GET /rules", "NONE"],
      ["GET /sign-in.json", "NONE"],
    ]);
    template.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Audience: [PAGE.clientId], Issuer: PAGE.issuer },
    });
  });

  it("has no CORS of its own, a limit on requests, and a log without headers and queries", () => {
    template.hasResourceProperties("AWS::ApiGatewayV2::Api", { CorsConfiguration: Match.absent() });
    template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      StageName: "$default",
      DefaultRouteSettings: { ThrottlingBurstLimit: 200, ThrottlingRateLimit: 50 },
      AccessLogSettings: { Format: Match.not(Match.stringLikeRegexp("header|querystring|domain|authorization\\b")) },
    });
    template.hasResourceProperties("AWS::Logs::LogGroup", {
      LogGroupName: Match.stringLikeRegexp("^/aws/vendedlogs/apis/Dropset"),
      RetentionInDays: 90,
    });
  });

  it("is one function, which the API alone may call", () => {
    template.hasResourceProperties("AWS::ApiGatewayV2::Integration", {
      IntegrationType: "AWS_PROXY",
      PayloadFormatVersion: "2.0",
    });
    template.resourceCountIs("AWS::ApiGatewayV2::Integration", 1);
    const permissions = Object.values(template.findResources("AWS::Lambda::Permission"));
    expect(permissions).toHaveLength(1);
    expect(JSON.stringify(permissions[0]?.Properties.SourceArn)).toContain('{"Ref":"PageApi');
  });

  it("lets browsers send requests to the bucket from its own origin alone", () => {
    const [api] = Object.keys(template.findResources("AWS::ApiGatewayV2::Api"));
    template.hasResourceProperties("AWS::S3::Bucket", {
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: [{ "Fn::GetAtt": [api, "ApiEndpoint"] }],
            AllowedMethods: ["PUT", "GET"],
            AllowedHeaders: ["content-type", "x-amz-meta-dropped-by"],
            ExposedHeaders: ["ETag", "x-amz-version-id"],
          },
        ],
      },
    });
  });

  it("depends on the bucket, which depends on the API alone: there is no circle", () => {
    const resources: Record<string, unknown> = template.toJSON().Resources;
    const done = new Set<string>();
    const visit = (id: string, path: readonly string[]): void => {
      if (path.includes(id)) throw new Error(`A circle: ${[...path, id].join(" → ")}`);
      if (done.has(id)) return;
      for (const next of referredBy(resources[id])) if (next in resources) visit(next, [...path, id]);
      done.add(id);
    };
    for (const id of Object.keys(resources)) visit(id, []);
    expect(done.size).toBe(Object.keys(resources).length);
  });

  it("has its settings in the function's environment, and the benchmark knows them", () => {
    const [page] = Object.values(template.findResources("AWS::Lambda::Function")).filter(
      ({ Properties }) => Properties.Environment?.Variables?.ACCESS !== undefined,
    );
    const variables = page?.Properties.Environment.Variables;
    expect(JSON.parse(variables.ACCESS)).toEqual(PAGE.access);
    expect(JSON.parse(variables.SIGN_IN)).toEqual({
      issuer: PAGE.issuer,
      clientId: PAGE.clientId,
      scope: "openid email profile",
    });
    const ours = Object.keys(variables).filter((name) => !/^(?:AWS|NODE|POWERTOOLS)_/.test(name));
    expect(ours.filter((name) => !(name in FUNCTION_ENVIRONMENT))).toEqual([]);
  });

  it("may do what it does and nothing else: no token, no ledger, no writing of results", () => {
    const [policy] = Object.entries(template.findResources("AWS::IAM::Policy")).filter(([id]) => id.startsWith("Page"));
    const statements: { Action: string | string[]; Resource: unknown }[] =
      policy?.[1].Properties.PolicyDocument.Statement;
    const allowed = (action: string) =>
      statements.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => [Resource].flat());
    expect([...new Set(statements.flatMap(({ Action }) => Action))].sort()).toEqual([
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:ListBucket",
      "s3:ListBucketVersions",
      "s3:ListMultipartUploadParts",
      "s3:PutObject",
      "sqs:GetQueueAttributes",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]);
    expect(JSON.stringify(allowed("s3:PutObject"))).toMatch(/incoming\/\*.*work\/\*|work\/\*.*incoming\/\*/);
    expect(JSON.stringify(allowed("s3:PutObject"))).not.toContain("results/");
    expect(JSON.stringify(allowed("dynamodb:UpdateItem"))).not.toContain("Ledger");
  });

  it("says where it is, and what an existing bucket's owner has to add", async () => {
    template.hasOutput("PageUrl", {});
    template.hasOutput("PageOpenPages", { Value: "40" });
    const theirs = await templateOf({ page: PAGE, existingBucket: { name: "their-bucket" } });
    expect(JSON.stringify(theirs.findOutputs("PageBucketCors"))).toContain("x-amz-meta-dropped-by");
    expect(template.findOutputs("PageBucketCors")).toEqual({});
  });

  it("has an alarm for errors that people meet", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp("#pageerrors,"),
      Namespace: "AWS/ApiGateway",
      MetricName: "5xx",
      Threshold: 3,
    });
    expect(JSON.stringify(template.findResources("AWS::CloudWatch::Dashboard"))).toContain("PageErrors");
  });
});

describe("the page's settings", () => {
  const page = (more: object) => ({ page: { ...PAGE, ...more } });

  it("have defaults for what is the same for most", () => {
    expect(readSettings({ page: PAGE }).page).toMatchObject({
      claim: "groups",
      scope: "openid email profile",
      signInOrigins: [],
      memoryMb: 512,
    });
    expect(readSettings({}).page).toBeUndefined();
  });

  it.each([
    "https://accounts.google.com",
    "https://login.example.com/tenant/v2.0",
    "http://127.0.0.1:4000",
    "http://localhost:4000/issuer",
  ])("take an issuer that nobody can pretend to be: %s", (issuer) => {
    expect(readSettings(page({ issuer })).page?.issuer).toBe(issuer);
  });

  it.each([
    ["issuer", { issuer: "http://login.example.com" }, "https"],
    ["issuer", { issuer: "http://127.0.0.1.example.com" }, "https"],
    ["issuer", { issuer: "login.example.com" }, "login.example.com"],
    ["issuer", { issuer: "https://login.example.com/?a=b" }, "without ?"],
    ["issuer", { issuer: undefined }, "issuer"],
    ["clientId", { clientId: "" }, "client"],
    ["scope", { scope: "email" }, "openid"],
    ["access", { access: {} }, "At least one"],
    ["access.operators.0", { access: { operators: ["a/b"] } }, "or *"],
    ["access.operators", { access: { operators: [] } }, ">=1"],
    ["signInOrigins.0", { signInOrigins: ["https://a.example.com/"] }, "An origin"],
    ["signInOrigins.0", { signInOrigins: ["https://a.example.com; script-src *"] }, "An origin"],
    ["signInOrigins.0", { signInOrigins: ["http://a.example.com"] }, "An origin"],
  ])("stop the synthesis by the name of page.%s: %o", (name, more, said) => {
    expect(() => readSettings(page(more))).toThrow(`dropset.page.${name}:`);
    expect(() => readSettings(page(more))).toThrow(said);
  });

  it("name workspaces that there are, where the settings name some", () => {
    const access = { researchers: ["w1", "w3"], operators: ["*"] };
    expect(() => readSettings({ ...page({ access }), workspaces: [{ id: "w1" }, { id: "w2" }] })).toThrow(
      "dropset.page.access.researchers: w3: it must be one of the workspaces: w1, w2",
    );
    expect(() => readSettings(page({ access }))).toThrow(
      "dropset.page.access.researchers: w1, w3: name it in workspaces",
    );
    expect(readSettings(page({})).page?.access).toEqual(PAGE.access);
  });

  it("fit into a function's environment", () => {
    const access = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`group-${index}`, ["a".repeat(24)]]));
    expect(() => readSettings(page({ access }))).toThrow("dropset.page: access, with the workspaces");
  });
});
