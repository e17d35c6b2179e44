import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StateMachineDefinition } from "aws-local-stepfunctions";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkDefinitions } from "../../../../local/cloud/template/check-definitions.ts";

let assembly: string;
beforeEach(async () => {
  assembly = await mkdtemp(join(tmpdir(), "dropset-checked-"));
});
afterEach(() => rm(assembly, { recursive: true, force: true }));

const GOOD: StateMachineDefinition = { StartAt: "End", States: { End: { Type: "Succeed" } } };
const WRONG: StateMachineDefinition = { StartAt: "Missing", States: { End: { Type: "Succeed" } } };

it("a state machine that the runner does not support is refused at every start", async () => {
  await expect(checkDefinitions(assembly, [GOOD, WRONG])).rejects.toThrow("Missing");
  await expect(checkDefinitions(assembly, [GOOD, WRONG])).rejects.toThrow("Missing");
});

it("an assembly that passed is not checked again, since it never changes", async () => {
  await checkDefinitions(assembly, [GOOD]);
  await checkDefinitions(assembly, [WRONG]);
});
