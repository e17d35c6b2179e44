import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { asDefinition } from "../step-functions/step-functions.ts";

/**
 * Checks that the runner supports an assembly's state machines, before anything starts. An assembly never changes, so it is
 * checked once: compiling the language's schema takes a third of a start.
 *
 * @throws {Error} names what is not supported
 */
export async function checkDefinitions(
  assembly: string,
  definitions: readonly StateMachineDefinition[],
): Promise<void> {
  const checked = join(assembly, "definitions-checked");
  if (existsSync(checked)) return;
  for (const definition of definitions) new StateMachine(asDefinition(definition));
  await writeFile(checked, "");
}
