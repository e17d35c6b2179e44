import { readFile } from "node:fs/promises";
import { Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { appWith, PAGE } from "../infra/stacks.ts";

const page = await readFile(new URL("../../docs/deploy.md", import.meta.url), "utf8");

it("docs/deploy.md says which functions may list the bucket, and no others", async () => {
  const { stacks } = await appWith({ "Dropset-test": { page: PAGE } });
  const [stack] = stacks;
  if (!stack) throw new Error("There is no stack.");
  const policies = Object.entries(Template.fromStack(stack).findResources("AWS::IAM::Policy"));
  const listing = policies
    .filter(([, { Properties }]) => JSON.stringify(Properties).includes('"s3:ListBucket"'))
    .map(([id]) => /([A-Z][a-z]+)FunctionPartsRole/.exec(id)?.[1]?.toLowerCase() ?? id);
  const [, after = ""] = page.split(/^\| function +\| bucket +\|.*$/m);
  const [table = ""] = after.split("\n\n", 1);
  const said = table.split("\n").flatMap((row) => (row.includes("`s3:ListBucket`") ? [row.split("`")[1]] : []));
  expect(said.sort()).toEqual(listing.sort());
});
