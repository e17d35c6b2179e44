import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

const CONTEXT = "dropset:service-name";

/** Names a construct and all below it in their metrics, alarms and dashboard. Called before it has children. */
export function nameService(construct: Construct): void {
  const stack = Stack.of(construct);
  const below = construct.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  construct.node.setContext(CONTEXT, [stack.stackName, ...below.filter((id) => id !== "Default")].join("-"));
}

/** The stack's name, and the construct's where the stack may have several. */
export function serviceNameOf(scope: Construct): string {
  return String(scope.node.getContext(CONTEXT));
}
