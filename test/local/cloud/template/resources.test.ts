import { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { beforeAll, describe, expect, it } from "vitest";
import { readApi } from "../../../../local/cloud/http-api/definition.ts";
import { readResources } from "../../../../local/cloud/template/resources.ts";
import { synthesize } from "../../../../local/cloud/template/synthesize.ts";
import { readTemplate, type Template } from "../../../../local/cloud/template/template.ts";
import { resourcesOf } from "../fragment.ts";

let template: Template;
let stackName: string;

beforeAll(async () => {
  ({ stackName, template } = await readTemplate(await synthesize({ defaultWorkspaceId: "default-workspace" })));
});

const changed = (change: (resources: Template["Resources"]) => void): Template => {
  const copy = structuredClone(template);
  change(copy.Resources);
  return copy;
};
const idOf = (type: string) => Object.entries(template.Resources).find(([, { Type }]) => Type === type)?.[0] ?? "";

describe("the embedded cloud and the template", () => {
  it("runs all that the stack has", () => {
    const resources = readResources(template, stackName);
    expect(resources.ofType("AWS::Lambda::Function")).toHaveLength(5);
    expect(resources.outputs).toMatchObject({ DropBucketName: "dropset-dropsbucket" });
  });

  it("names a resource that it cannot run", () => {
    const other = changed((resources) => {
      resources.Cache = { Type: "AWS::ElastiCache::CacheCluster", Properties: {} };
    });
    expect(() => readResources(other, stackName)).toThrow(/Cache: AWS::ElastiCache::CacheCluster/);
  });

  it("names a property that it cannot run", () => {
    const id = idOf("AWS::Lambda::EventSourceMapping");
    const other = changed((resources) => {
      const mapping = resources[id];
      if (mapping) mapping.Properties.FilterCriteria = { Filters: [] };
    });
    expect(() => readResources(other, stackName)).toThrow(new RegExp(`${id}.*FilterCriteria`));
  });

  it("names a property of an HTTP API that it cannot run, and a second API", () => {
    const open = { corsPreflight: { allowOrigins: ["*"] } };
    expect(() => resourcesOf((stack) => new HttpApi(stack, "Api", open))).toThrow(/Api\w+ \(.*CorsConfiguration/);
    const two = resourcesOf((stack) => [new HttpApi(stack, "One"), new HttpApi(stack, "Two")]);
    expect(() => readApi(two)).toThrow(/test-one and test-two/);
  });

  it("names an unknown intrinsic function, and an unknown attribute", () => {
    const id = idOf("AWS::SNS::Topic");
    const withName = (DisplayName: unknown) =>
      changed((resources) => {
        const topic = resources[id];
        if (topic) topic.Properties.DisplayName = DisplayName;
      });
    expect(() => readResources(withName({ "Fn::ImportValue": "x" }), stackName)).toThrow(/Fn::ImportValue/);
    expect(() => readResources(withName({ "Fn::GetAtt": [id, "Nope"] }), stackName)).toThrow(
      new RegExp(`${id}\\.Nope`),
    );
  });
});
