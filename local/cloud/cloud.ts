import { EventEmitter } from "node:events";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { StateMachineDefinition } from "aws-local-stepfunctions";
import dynalite from "dynalite";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import type { NotWritten } from "../patient-file.ts";
import { arn, nameOfArn, REGION } from "./arns.ts";
import type { AwsCall } from "./aws-call.ts";
import { crash } from "./call-faults.ts";
import { CloudFormation } from "./cloud-formation.ts";
import { EventFaults } from "./event-faults.ts";
import { type DeliveryFailure, startEventSource } from "./event-source.ts";
import { type ExecutionRecord, ExecutionsStore, type StateFailure } from "./executions-store.ts";
import { type CloudFaultRule, CloudFaults, MOMENTS } from "./faults.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { InvocationError, LambdaFunction } from "./lambda-function.ts";
import { dropClaims, putBackMessages } from "./left-behind.ts";
import { MessageMoves } from "./message-moves.ts";
import { changeObject } from "./object-faults.ts";
import { type OutsideCall, OutsideCalls } from "./outside-calls.ts";
import { QUEUE_HOST, type Resources, readResources } from "./resources.ts";
import type { ObjectRead, WrittenObject } from "./s3-front.ts";
import { notificationRules } from "./s3-notifications.ts";
import { S3Versions } from "./s3-versions.ts";
import { Secrets } from "./secrets.ts";
import { StepFunctions } from "./step-functions.ts";
import { synthesize } from "./synthesize.ts";
import { readTemplate } from "./template.ts";

export interface CloudOptions {
  /** Where all state is kept: started again on the same folder, the cloud goes on where it was. */
  readonly folder: string;
  /** Where synthesized assemblies are kept; several clouds may share it. */
  readonly assemblies?: string;
  /** The gateway's port; 0 for any. */
  readonly port?: number;
  /** The dataset service that the functions call, and the token that the stack's secret holds. */
  readonly datasetApi: { readonly url: string; readonly token: string };
  /** Laid over the settings in cdk.json. */
  readonly settings?: Record<string, unknown>;
  /** Modules that run in place of the template's bundles, by the functions' names: for measuring the cloud without them. */
  readonly handlers?: Readonly<Record<string, string>>;
  /** What is to break, from the start on. Default: nothing. */
  readonly faults?: readonly CloudFaultRule[];
  /**
   * How long Step Functions waits, in milliseconds, in a Wait state and before a retry, in place of what the definition
   * says: for tests, which have no minutes. What the functions themselves wait for, and count, stays as it is.
   */
  readonly pauseMs?: number;
  /** Called when the disk takes no more of what the cloud keeps. */
  readonly notWritten?: NotWritten;
}

/** What happens in the cloud, for whoever watches. */
export interface CloudEvents {
  /** A file lies below `incoming/` and its event is in the queue. */
  dropped: [WrittenObject];
  /** A function is invoked, by its step's name in the template, with its event. */
  invoked: [{ functionName: string; event: unknown }];
  /** It came back with a result. */
  returned: [{ functionName: string; event: unknown; result: unknown }];
  /** It logged a line about a drop. */
  logged: [line: Readonly<Record<string, unknown>>];
  /** A message of its queue was not worked off. */
  notTakenIn: [MessageTrouble];
  stateEntered: [{ execution: ExecutionRecord; state: string; input: unknown }];
  /** A state failed; another try may follow. */
  stateFailed: [{ execution: ExecutionRecord; state: string; failures: readonly StateFailure[] }];
  executionEnded: [{ execution: ExecutionRecord }];
  /** A function, or anybody else, has read on in an object. */
  read: [ObjectRead];
  /** A function called a service. */
  called: [AwsCall];
}

export interface MessageTrouble extends Pick<DeliveryFailure, "body" | "error" | "receives"> {
  /** How often it is received before it goes to the dead-letter queue; null where there is none. */
  readonly mostReceives: number | null;
  /** When it comes again, or goes there, in milliseconds since the epoch. */
  readonly againAt: number;
}

/** The synthesized stack, running on this machine. */
export interface Cloud {
  /** One address for every service. */
  readonly endpoint: string;
  /** The stack's outputs, such as `DropBucketName`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What an AWS SDK client needs to work against it. */
  readonly clientSettings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly events: EventEmitter<CloudEvents>;
  readonly resources: Resources;
  /** What is to break, as it may be switched over HTTP too, at `/_cloud/faults`. */
  readonly faults: CloudFaults;
  /** Tells of a call to a service that is none of the cloud's, the dataset service's, so that a fault can hit there too. */
  outsideCall(call: OutsideCall): Promise<"there" | "gone">;
  /** By its name in the template, such as `Dropset-IngestFunction`. */
  function(name: string): LambdaFunction;
  stop(): Promise<void>;
}

/** How long a stop waits for what is being taken in. */
const DRAIN_MS = 5000;

/** How many messages one queue may have under way at once, where the template doesn't say. */
const DEFAULT_CONCURRENCY = 4;

/** What holds the cloud's state. */
interface Stores {
  readonly fauxqs: FauxqsServer;
  readonly dynamodb: Awaited<ReturnType<typeof startDynamodb>>;
  readonly executions: ExecutionsStore;
}

/**
 * Synthesizes the CDK app, and runs what its template says: its resources, its bundles and its state machine.
 *
 * @throws {Error} the app can't be synthesized, or the port is taken (`code` is EADDRINUSE); the folder is free again
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { folder } = options;
  await mkdir(join(folder, "logs"), { recursive: true });
  const synthesizing = synthesize(options.assemblies ?? join(folder, "assemblies"), options.settings ?? {});
  // Settled, both of them: where one fails, the other is open all the same.
  const [, opened] = await Promise.allSettled([synthesizing, openStores(folder, options.notWritten)]);
  if (opened.status === "rejected") throw opened.reason;
  try {
    return await runAssembly(await synthesizing, opened.value, options);
  } catch (error) {
    await closeStores(opened.value);
    throw error;
  }
}

async function openStores(folder: string, notWritten: NotWritten | undefined): Promise<Stores> {
  const [fauxqs, dynamodb, executions] = await Promise.all([
    startFauxqs({ port: 0, logger: false, dataDir: join(folder, "aws"), defaultRegion: REGION }),
    startDynamodb(join(folder, "dynamodb")),
    ExecutionsStore.open(join(folder, "executions"), notWritten),
  ]);
  return { fauxqs, dynamodb, executions };
}

async function closeStores({ fauxqs, dynamodb }: Stores): Promise<void> {
  await Promise.all([fauxqs.stop(), dynamodb.stop()]);
}

async function runAssembly(assembly: string, stores: Stores, options: CloudOptions): Promise<Cloud> {
  const { folder } = options;
  const { fauxqs, dynamodb, executions } = stores;
  const { stackName, template } = await readTemplate(assembly);
  const resources = readResources(template, stackName);
  const events = new EventEmitter<CloudEvents>();

  const secrets = new Secrets();
  for (const { name } of resources.ofType("AWS::SecretsManager::Secret")) {
    secrets.put(arn("secretsmanager", `secret:${name}`), options.datasetApi.token);
  }

  const functions = new Map<string, LambdaFunction>();
  const stepFunctions = new StepFunctions(
    resources.ofType("AWS::StepFunctions::StateMachine").map(({ name, properties }) => ({
      arn: arn("states", `stateMachine:${name}`),
      definition: JSON.parse(properties.DefinitionString) as StateMachineDefinition,
      invoke: (functionArn, input) => invoke(nameOfArn(functionArn), input),
    })),
    executions,
    {
      stateEntered: (execution, state, input) => events.emit("stateEntered", { execution, state, input }),
      stateFailed: (execution, state, failures) => events.emit("stateFailed", { execution, state, failures }),
      executionEnded: (execution) => events.emit("executionEnded", { execution }),
    },
    options.pauseMs,
  );

  const internal = { region: REGION, credentials: { accessKeyId: "embedded-cloud", secretAccessKey: "none" } };
  const sqs = new SQSClient({ ...internal, endpoint: `http://127.0.0.1:${fauxqs.port}` });
  const messageMoves = new MessageMoves(sqs);
  const outputs: Record<string, string> = {};
  const cloudFormation = new CloudFormation(stackName, outputs);
  const versions = new S3Versions(fauxqs.port, REGION, versionedBuckets(resources));
  const rules = notificationRules(resources);
  const faults = new CloudFaults();
  faults.set(options.faults ?? []);
  const invocation = (traceId: string | undefined) => {
    if (traceId === undefined) return undefined;
    for (const lambda of functions.values()) {
      const found = lambda.invocation(traceId);
      if (found) return found;
    }
    return undefined;
  };
  const eventFaults = new EventFaults(faults);
  const outsideCalls = new OutsideCalls(faults, invocation);
  const { port, server }: Gateway = await startGateway({
    port: options.port ?? 0,
    fauxqsPort: fauxqs.port,
    dynamodbPort: dynamodb.port,
    stepFunctions: (operation, input) => stepFunctions.handle(operation, input),
    secretsManager: (operation, input) => secrets.handle(operation, input),
    messageMoves: (operation, input) => messageMoves.handle(operation, input),
    cloudFormation: (operation, input) => cloudFormation.handle(operation, input),
    breaking: { faults, invocation, changeObject: (url, change) => changeObject(endpoint, url, change) },
    called: (call) => events.emit("called", call),
    s3: {
      fauxqsPort: fauxqs.port,
      versions,
      async objectWritten(object) {
        const matching = rules.filter(
          ({ bucket, prefix }) => bucket === object.bucket && object.key.startsWith(prefix),
        );
        if (matching.length === 0) return;
        eventFaults.send(object.key, () => {
          for (const { queueName, describe } of matching) {
            fauxqs.sendMessage(queueName, JSON.stringify(describe(object)));
          }
        });
        events.emit("dropped", object);
      },
      objectRead: (read) => events.emit("read", read),
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  Object.assign(outputs, withAddress(resources.outputs, endpoint));

  for (const { name, properties } of resources.ofType("AWS::Lambda::Function")) {
    const lambda = new LambdaFunction({
      name,
      bundle: options.handlers?.[name] ?? join(assembly, bundleFolder(properties.Code.S3Key), "index.mjs"),
      handler: properties.Handler,
      memoryMb: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      // The template's environment; only where the services are is this machine's to say.
      environment: {
        ...withAddress(properties.Environment?.Variables ?? {}, endpoint),
        ...(properties.Environment?.Variables.DATASET_API_URL && { DATASET_API_URL: options.datasetApi.url }),
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: name,
        AWS_SECRET_ACCESS_KEY: "none",
      },
      logFile: join(folder, "logs", `${name}.log`),
      notWritten: options.notWritten,
      logged(text) {
        const line = readLogLine(text);
        if (line) events.emit("logged", line);
      },
    });
    functions.set(name, lambda);
  }

  async function invoke(name: string, event: unknown): Promise<unknown> {
    const target = functions.get(name);
    if (!target) throw new Error(`The template invokes ${name}, which is none of its functions.`);
    events.emit("invoked", { functionName: name, event });
    const fault = faults.play({ at: MOMENTS.invoke, function: name, about: JSON.stringify(event) });
    if (fault?.kind === "refuse") throw new InvocationError(fault.error, "Rate Exceeded.");
    if (fault?.kind === "crash" && fault.effect === "before") crash();
    const result = await target.invoke(event);
    if (fault?.kind === "crash") crash();
    events.emit("returned", { functionName: name, event, result });
    return result;
  }

  createResources(resources, fauxqs);
  // A bucket that the template only hears of is somebody's, and exists already.
  for (const { bucket } of rules) fauxqs.createBucket(bucket);
  await createTables(resources, new DynamoDBClient({ ...internal, endpoint: `http://127.0.0.1:${dynamodb.port}` }));
  await Promise.all([...functions.values()].map((lambda) => lambda.warm()));

  const sources = await Promise.all(
    resources.ofType("AWS::Lambda::EventSourceMapping").map(async ({ properties }) => {
      const queueName = nameOfArn(properties.EventSourceArn);
      await putBackMessages(fauxqs, sqs, queueName);
      return startEventSource({
        queueName,
        batchSize: properties.BatchSize,
        concurrency: Math.min(properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY, DEFAULT_CONCURRENCY),
        invoke: (event) => invoke(properties.FunctionName, event),
        sqs,
        mayDelete(about) {
          const fault = faults.play({ at: MOMENTS.done, function: properties.FunctionName, about });
          if (fault?.kind === "crash") crash();
          return fault?.kind !== "lose";
        },
        failed({ receivedAt, ...failure }) {
          const { VisibilityTimeout = "0", RedrivePolicy } = fauxqs.inspectQueue(queueName)?.attributes ?? {};
          const mostReceives = RedrivePolicy ? Number(JSON.parse(RedrivePolicy).maxReceiveCount) : null;
          const againAt = receivedAt + Number(VisibilityTimeout) * 1000;
          events.emit("notTakenIn", { ...failure, mostReceives, againAt });
        },
      });
    }),
  );
  stepFunctions.resume();

  return {
    endpoint,
    outputs,
    clientSettings: { endpoint, region: REGION, credentials: { accessKeyId: "local", secretAccessKey: "local" } },
    events,
    resources,
    faults,
    outsideCall: (call) => outsideCalls.tell(call),
    function(name) {
      const found = functions.get(name);
      if (!found) throw new Error(`There is no function ${name}; there are ${[...functions.keys()].join(", ")}.`);
      return found;
    },
    async stop() {
      // First what starts work, then what does it, then what it works on. What is being taken in may come to its end:
      // its message would come again only when its visibility time-out is over.
      const stopping = Promise.all(sources.map((source) => source.stop()));
      await Promise.race([stopping, sleep(DRAIN_MS, undefined, { ref: false })]);
      await stepFunctions.stop();
      await Promise.all([...functions.values()].map((lambda) => lambda.stop()));
      await Promise.all([stopping, messageMoves.stop()]);
      versions.stop();
      sqs.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await closeStores(stores);
    },
  };
}

/** A queue's URL names the host that serves it, and SDKs go there. */
function withAddress(values: Readonly<Record<string, string>>, endpoint: string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.replace(QUEUE_HOST, endpoint)]));
}

/** An asset's key is its folder's name in the assembly and an ending. */
function bundleFolder(key: string): string {
  return `asset.${key.replace(/\.zip$/, "")}`;
}

function createResources(resources: Resources, fauxqs: FauxqsServer): void {
  for (const { name } of resources.ofType("AWS::S3::Bucket")) fauxqs.createBucket(name);
  for (const name of versionedBuckets(resources)) fauxqs.createBucket(S3Versions.asideBucket(name));
  for (const { name } of resources.ofType("AWS::SNS::Topic")) fauxqs.createTopic(name);
  for (const { name, properties } of resources.ofType("AWS::SQS::Queue")) {
    // A queue made anew would lose the messages that a restart found in it.
    if (fauxqs.inspectQueue(name)) continue;
    fauxqs.createQueue(name, { attributes: queueAttributes(properties) });
  }
}

/** A function's log line, where it is about a drop. */
function readLogLine(line: string): Record<string, unknown> | undefined {
  if (!line.includes('"drop":')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // A line that was cut when its process was ended.
    return undefined;
  }
}

function versionedBuckets(resources: Resources): string[] {
  return resources
    .ofType("AWS::S3::Bucket")
    .filter(({ properties }) => properties.VersioningConfiguration?.Status === "Enabled")
    .map(({ name }) => name);
}

function queueAttributes(properties: {
  VisibilityTimeout?: number | undefined;
  MessageRetentionPeriod?: number | undefined;
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
}): Record<string, string> {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = properties;
  return {
    ...(VisibilityTimeout !== undefined && { VisibilityTimeout: String(VisibilityTimeout) }),
    ...(MessageRetentionPeriod !== undefined && { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
    ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
}

async function startDynamodb(path: string): Promise<{ port: number; stop(): Promise<void> }> {
  await mkdir(path, { recursive: true });
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function createTables(resources: Resources, client: DynamoDBClient): Promise<void> {
  for (const { name, properties } of resources.ofType("AWS::DynamoDB::Table")) {
    const { AttributeDefinitions, BillingMode, KeySchema } = properties;
    try {
      await client.send(new DescribeTableCommand({ TableName: name }));
      await dropClaims(name, client);
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await client.send(new CreateTableCommand({ TableName: name, AttributeDefinitions, BillingMode, KeySchema }));
    }
  }
  client.destroy();
}
