import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Match, Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DropsetProps } from "../../infra/dropset.ts";
import { readSettings } from "../../infra/settings/settings.ts";
import { appWith } from "./stacks.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const DOCS = join(root, "docs/organizations.md");

/** The example below a heading of docs/organizations.md. */
async function exampleBelow(heading: string): Promise<string> {
  const page = await readFile(DOCS, "utf8");
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split("\n").slice(1);
  const first = lines.findIndex((line) => line.startsWith("    "));
  const after = lines.findIndex((line, index) => index > first && /^\S/.test(line));
  return lines
    .slice(first, after)
    .map((line) => line.slice(4))
    .join("\n");
}

const settingsBelow = async (heading: string): Promise<Record<string, unknown>> =>
  JSON.parse(`{${await exampleBelow(heading)}}`);

async function templateOf(settings: DropsetProps, context: Record<string, unknown> = {}): Promise<Template> {
  const { stacks } = await appWith({ Dropset: settings }, { context });
  const [stack] = stacks;
  if (!stack) throw new Error("There is no stack.");
  return Template.fromStack(stack);
}

describe("the app in docs/organizations.md", () => {
  let folder: string;
  let template: Template;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "organizations-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    const app = (await exampleBelow("An app of your own")).replace(
      '"dropset/cdk"',
      JSON.stringify(join(root, "infra/index.ts")),
    );
    await writeFile(join(folder, "app.mts"), app);
    const { context } = JSON.parse(await readFile(join(root, "cdk.json"), "utf8"));
    const env = { ...process.env, CDK_OUTDIR: join(folder, "out"), CDK_CONTEXT_JSON: JSON.stringify(context) };
    await run(process.execPath, [join(folder, "app.mts")], { cwd: folder, env });
    template = Template.fromJSON(JSON.parse(await readFile(join(folder, "out/Dropset.template.json"), "utf8")));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("sends every alarm to the pager, and nothing is left of the stack's own topic", () => {
    const pager = ["arn:aws:sns:eu-west-1:123456789012:pager"];
    template.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: pager, OKActions: pager });
    expect(JSON.stringify(template.toJSON())).not.toContain("AlarmTopic");
    template.resourceCountIs("AWS::SNS::Topic", 1);
  });

  it("applies its aspects to everything in the stack", () => {
    template.allResourcesProperties("AWS::DynamoDB::Table", { DeletionProtectionEnabled: true });
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 365 });
  });

  it("tags what can have tags", () => {
    const tags = Match.arrayWith([{ Key: "cost-center", Value: "42" }]);
    for (const type of ["Lambda::Function", "SQS::Queue", "S3::Bucket", "DynamoDB::Table", "SNS::Topic", "IAM::Role"]) {
      template.allResourcesProperties(`AWS::${type}`, { Tags: tags });
    }
  });
});

it("the CDK's permissions boundary is on every role, with all that the stack can have", async () => {
  const context = await settingsBelow("A permissions boundary");
  for (const settings of [{}, { kmsKey: "create" }, { existingBucket: { name: "their-bucket" } }]) {
    const template = await templateOf(settings, context);
    template.allResourcesProperties("AWS::IAM::Role", {
      PermissionsBoundary: Match.objectLike({ "Fn::Join": Match.anyValue() }),
    });
    for (const { Properties } of Object.values(template.findResources("AWS::IAM::Role"))) {
      expect(JSON.stringify(Properties.PermissionsBoundary)).toContain("policy/developer-boundary");
    }
  }
});

describe("in a VPC", () => {
  let template: Template;
  let vpc: { subnetIds: string[]; securityGroupIds: string[] };

  beforeAll(async () => {
    const settings = await settingsBelow("A VPC");
    vpc = readSettings(settings).vpc ?? { subnetIds: [], securityGroupIds: [] };
    template = await templateOf(settings);
  });

  it("our functions run in its subnets, and CDK's own one does not", () => {
    const VpcConfig = { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds };
    expect(vpc.subnetIds).toHaveLength(2);
    template.resourcePropertiesCountIs("AWS::Lambda::Function", { VpcConfig }, 5);
    template.resourceCountIs("AWS::Lambda::Function", 6);
  });

  it("each may manage network interfaces before it is created, and nothing else of EC2", () => {
    const functions = Object.entries(template.findResources("AWS::Lambda::Function"));
    const policies = template.findResources("AWS::IAM::Policy");
    for (const [id, { DependsOn, Properties }] of functions.filter(([, { Properties }]) => Properties.VpcConfig)) {
      const role = Properties.Role["Fn::GetAtt"][0];
      const [policy, { Properties: granted } = { Properties: {} }] =
        Object.entries(policies).find(([, { Properties }]) => Properties.Roles[0].Ref === role) ?? [];
      expect(DependsOn, id).toContain(policy);
      const actions: string[] = granted.PolicyDocument.Statement.flatMap(
        ({ Action }: { Action: string | string[] }) => Action,
      );
      expect(actions.filter((action) => action.startsWith("ec2:"))).toEqual([
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ]);
    }
  });

  it("is no business of a stack without one", async () => {
    expect(JSON.stringify((await templateOf({})).toJSON())).not.toMatch(/VpcConfig|ec2:/);
  });

  it("the docs list an endpoint for each service that the functions call", async () => {
    const page = await readFile(DOCS, "utf8");
    const actions = Object.values(template.findResources("AWS::IAM::Policy")).flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );
    const services = new Set(actions.map((action: string) => action.split(":")[0]));
    // What Lambda and Step Functions do themselves.
    for (const service of ["ec2", "lambda", "logs", "xray"]) services.delete(service);
    expect(services.size).toBeGreaterThan(5);
    for (const service of services) expect(page).toMatch(new RegExp(`(gateway|interface) endpoint \`${service}\``));
  });
});
