import { expect, it } from "vitest";
import { nextTryOf } from "../../../cli/stack/next-try.ts";
import { readResources } from "../../../local/cloud/resources.ts";
import { synthesize } from "../../../local/cloud/synthesize.ts";
import { readTemplate } from "../../../local/cloud/template.ts";
import { QUICK } from "../../local/pipeline.ts";

it("the next try follows the template's own retries: each kind of error has its count, and the pause its limit", async () => {
  const { template, stackName } = await readTemplate(await synthesize(QUICK));
  const [machine] = readResources(template, stackName).ofType("AWS::StepFunctions::StateMachine");
  const definition = JSON.parse(machine?.properties.DefinitionString ?? "");
  const next = (...errors: string[]) => nextTryOf(definition, "Upload", errors);
  const broken = "UploadInterrupted";
  expect(next(broken)).toEqual({ left: 10, withinSeconds: 5 });
  expect(next(broken, "DatasetServiceThrottled", broken)).toEqual({ left: 9, withinSeconds: 10 });
  expect(next(broken, "DatasetServiceThrottled")).toEqual({ left: 8, withinSeconds: 30 });
  expect(next(...Array<string>(10).fill(broken))).toEqual({ left: 1, withinSeconds: 600 });
  expect(next(...Array<string>(11).fill(broken))).toBeUndefined();
  expect(next("DropGone")).toBeUndefined();
  expect(nextTryOf(definition, "Wait", [broken])).toBeUndefined();
  expect(nextTryOf(null, "Upload", [broken])).toBeUndefined();
});
