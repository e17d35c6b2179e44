import { type FunctionConfiguration, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, type DescribeStateMachineOutput } from "@aws-sdk/client-sfn";
import * as z from "zod/mini";
import { type Workspace, workspaceList } from "../../functions/drops/workspace-settings.ts";
import type { Stack } from "../stack/connect.ts";
import { ask, PermissionMissing } from "./permissions.ts";
import { readSecret } from "./secret.ts";

/** The settings of a deployed stack, as its ingest function has them. */
export interface DeployedSettings {
  readonly datasetApiUrl: string;
  readonly workspaces: readonly Workspace[];
  readonly defaultWorkspaceId: string | undefined;
  readonly dropsPerMinute: number;
  readonly dropsAtOnce: number;
}

/** A deployed stack, and what several checks need of it: each is read once. */
export interface Deployment {
  readonly stack: Stack;
  readonly lambda: LambdaClient;
  readonly region: string;
  readonly queueArn: string;
  ingest(): Promise<FunctionConfiguration>;
  settings(): Promise<DeployedSettings>;
  stateMachine(): Promise<DescribeStateMachineOutput>;
  /** The secret's text. @throws {SecretEmpty} */
  secret(): Promise<string>;
  close(): void;
}

const environment = z.object({
  DATASET_API_URL: z.string(),
  WORKSPACES: z.string(),
  DEFAULT_WORKSPACE_ID: z.optional(z.string()),
  DROPS_AT_ONCE: z.coerce.number(),
  DROPS_PER_MINUTE: z.coerce.number(),
});

export function inspect(stack: Stack): Deployment {
  const lambda = new LambdaClient(stack.clientSettings);
  const ingest = once(() =>
    ask("lambda:GetFunctionConfiguration", () =>
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName: stack.output("IngestFunctionName") })),
    ),
  );
  const [, , , region = ""] = stack.stateMachineArn.split(":");
  const queueUrl = stack.output("DropQueueUrl");
  return {
    stack,
    lambda,
    region,
    // Both queues are in the same account and region.
    queueArn: stack.output("DeadLetterQueueArn").replace(/[^:]+$/, queueUrl.slice(queueUrl.lastIndexOf("/") + 1)),
    ingest,
    settings: once(async () => readSettings(await ingest())),
    stateMachine: once(() =>
      ask("states:DescribeStateMachine", () =>
        stack.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: stack.stateMachineArn })),
      ),
    ),
    secret: once(() => readSecret(stack)),
    close: () => lambda.destroy(),
  };
}

function readSettings({ Environment }: FunctionConfiguration): DeployedSettings {
  // Lambda decrypts the variables in the caller's name.
  if (Environment?.Error) throw new PermissionMissing("kms:Decrypt", Environment.Error);
  const read = environment.parse(Environment?.Variables ?? {});
  return {
    datasetApiUrl: read.DATASET_API_URL,
    workspaces: workspaceList.parse(JSON.parse(read.WORKSPACES)),
    defaultWorkspaceId: read.DEFAULT_WORKSPACE_ID,
    dropsPerMinute: read.DROPS_PER_MINUTE,
    dropsAtOnce: read.DROPS_AT_ONCE,
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
