import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { connectRecordReader, type RecordReader } from "../../functions/drops/records/record-reader.ts";
import { Explained } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { explainFailure } from "./explain-failure.ts";
import { type StackChoice, stackArguments } from "./options.ts";

/** The settings of a client; what is not set has the SDK's default. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler?: { readonly connectionTimeout: number };
}

/** A firewall may drop packets without an answer; the SDK would wait for it as long as the system does. */
const CONNECTION_TIMEOUT_MS = 10_000;

/** A deployed stack and the clients for it. */
export interface Stack {
  readonly name: string;
  /** The options that select it, as they are to be typed for another command. */
  readonly options: string;
  readonly bucket: string;
  readonly stateMachineArn: string;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
  /** How far drops are. @throws {WrongUse} an older version deployed the stack, which kept no records */
  records(): RecordReader;
  /** What any other client needs to reach the same AWS account. */
  readonly clientSettings: ClientSettings;
  /** @throws {WrongUse} the stack has no such output */
  output(name: string): string;
  /** undefined if the stack has no such output, because an older version deployed it. */
  find(name: string): string | undefined;
  close(): void;
}

/**
 * Finds the stack by its name, with the SDK's usual credentials and region.
 *
 * @throws {WrongUse} there is no such stack
 * @throws {Explained} AWS could not be reached, or refused the request
 */
export async function connectStack(choice: StackChoice, environment: NodeJS.ProcessEnv): Promise<Stack> {
  const name = choice.stack ?? (environment.DROPSET_STACK || "Dropset");
  const endpoint = choice["endpoint-url"];
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new WrongUse(`--endpoint-url needs a URL, not ${quoted(endpoint)}.`);
  }
  const settings: ClientSettings = {
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
    ...(endpoint !== undefined && { endpoint, ...localSettings(endpoint, choice, environment) }),
    ...(choice.region !== undefined && { region: choice.region }),
    ...(choice.profile !== undefined && { profile: choice.profile }),
  };
  const address = endpoint ?? (environment.AWS_ENDPOINT_URL || undefined);
  const outputs = await readOutputs(name, new CloudFormationClient(settings), address);
  const find = (key: string) => outputs.get(key);
  const output = (key: string) => {
    const value = find(key);
    if (value !== undefined) return value;
    throw new WrongUse(
      `The stack ${name} has no output ${key}. It is not a dropset stack, or an older version deployed it: deploy it again.`,
    );
  };

  // Only AWS has a host name for each bucket.
  const forcePathStyle = Boolean(endpoint ?? environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL);
  const bucket = output("DropBucketName");
  const stateMachineArn = output("StateMachineArn");
  const options = stackArguments(name, choice);
  // A bucket that exists already may be in another region.
  const s3 = new S3Client({ ...settings, forcePathStyle, followRegionRedirects: true });
  // Reading the executions of two weeks one by one may be throttled.
  const sfn = new SFNClient({ ...settings, maxAttempts: 8 });
  const dynamodb = new DynamoDBClient(settings);
  const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  return {
    name,
    options,
    bucket,
    stateMachineArn,
    output,
    find,
    clientSettings: settings,
    s3,
    sfn,
    sqs,
    records: () => connectRecordReader(output("RecordsTableName"), dynamodb),
    close() {
      for (const client of [s3, sfn, sqs, dynamodb]) client.destroy();
    },
  };
}

/** Connects to the stack for the time of some work. @throws as connectStack, or what the work throws */
export async function withStack<T>(choice: StackChoice, work: (stack: Stack) => Promise<T>): Promise<T> {
  const stack = await connectStack(choice, process.env);
  try {
    return await work(stack);
  } finally {
    stack.close();
  }
}

/** The local run accepts any credentials and has one region, so the user needs neither. */
function localSettings(endpoint: string, { profile }: StackChoice, environment: NodeJS.ProcessEnv) {
  if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(endpoint).hostname)) return {};
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE } = environment;
  const areTheirs = Boolean(profile || AWS_ACCESS_KEY_ID || AWS_PROFILE);
  return {
    ...(!AWS_REGION && { region: "us-east-1" }),
    ...(!areTheirs && { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  };
}

async function readOutputs(
  name: string,
  client: CloudFormationClient,
  endpoint: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message)) {
      const region = await client.config.region();
      throw new WrongUse(`There is no stack ${quoted(name)} in ${region}. Set its name with --stack or DROPSET_STACK.`);
    }
    const explanation = explainFailure(error, endpoint);
    if (explanation === undefined) throw error;
    throw new Explained(explanation, { exitCode: 2, cause: error });
  } finally {
    client.destroy();
  }
}
