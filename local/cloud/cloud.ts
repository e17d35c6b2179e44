import { EventEmitter } from "node:events";
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NotWritten } from "../patient-file.ts";
import { REGION } from "./arns.ts";
import type { CloudEvents } from "./cloud-events.ts";
import { CloudFormation } from "./cloud-formation.ts";
import { createBuckets } from "./create-buckets.ts";
import { EventBuses } from "./events/event-bus.ts";
import { EventRules } from "./events/event-rules.ts";
import { ObjectEvents } from "./events/object-events.ts";
import { EventFaults } from "./faults/event-faults.ts";
import { type CloudFaultRule, CloudFaults } from "./faults/faults.ts";
import { changeObject } from "./faults/object-faults.ts";
import { EventSourceMappings } from "./functions/event-source-mappings.ts";
import { Functions } from "./functions/functions.ts";
import type { LambdaFunction } from "./functions/lambda-function.ts";
import { type OutsideCall, OutsideCalls } from "./functions/outside-calls.ts";
import { type Gateway, startGateway } from "./gateway/gateway.ts";
import { readApi } from "./http-api/definition.ts";
import { startHttpApi } from "./http-api/http-api.ts";
import { jwtSignIn } from "./http-api/jwt-authorizer.ts";
import { localSignIn } from "./http-api/sign-in.ts";
import { withAddresses } from "./queues/local-addresses.ts";
import { MessageMoves } from "./queues/message-moves.ts";
import { MessageWaits } from "./queues/message-waits.ts";
import { Quotas } from "./quotas.ts";
import { Secrets } from "./secrets.ts";
import { readMachines, StepFunctions } from "./step-functions/step-functions.ts";
import { closeStores, openStores, type Stores } from "./stores.ts";
import { checkDefinitions } from "./template/check-definitions.ts";
import { type Resources, readResources } from "./template/resources.ts";
import { synthesize } from "./template/synthesize.ts";
import { readTemplate } from "./template/template.ts";

export interface CloudOptions {
  /** The folder for all state. After a restart on the same folder, the cloud continues where it stopped. */
  readonly folder: string;
  /** The gateway's port; 0 for any. */
  readonly port?: number;
  /** The port of the template's HTTP API; 0 for any. */
  readonly apiPort?: number;
  /** Whether the HTTP API asks for tokens, as its authorizer does on AWS. Default: everybody is the one person `local`. */
  readonly signIn?: boolean;
  /** The folder of a synthesized app. Default: this project's, with its settings. */
  readonly assembly?: string;
  /** The dataset service that the functions call, and the token that the stack's secret holds; empty for a secret without a value. */
  readonly datasetApi: { readonly url: string; readonly token: string };
  /** Laid over the settings in cdk.json. */
  readonly settings?: Record<string, unknown>;
  /** Modules that run in place of the template's bundles, by the functions' names: for measuring the cloud without them. */
  readonly handlers?: Readonly<Record<string, string>>;
  /** What is to break, from the start on. Default: nothing. */
  readonly faults?: readonly CloudFaultRule[];
  /**
   * How long Step Functions waits, in milliseconds, in a Wait state and before a retry, in place of what the definition
   * says: for fast tests. SQS hides a message no longer, rounded up to a second, where a call says for how long. The functions'
   * own waits and counts, and the queue's visibility timeout, are unchanged.
   */
  readonly pauseMs?: number;
  /** Called when the disk takes no more of what the cloud keeps. */
  readonly notWritten?: NotWritten;
}

/** The synthesized stack, running on this machine. */
export interface Cloud {
  /** One address for every service. */
  readonly endpoint: string;
  /** The address of the template's HTTP API; undefined where it has none. */
  readonly apiEndpoint: string | undefined;
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
  /** The account's quotas, which a test may lower. */
  readonly quotas: Quotas;
  /** Reports a call to the dataset service, so that faults can apply to it too. */
  outsideCall(call: OutsideCall): Promise<"there" | "gone">;
  /** By its name in the template, such as `Dropset-IngestFunction`. */
  function(name: string): LambdaFunction;
  stop(): Promise<void>;
}

/** How long a stop waits for running invocations of ingest. */
const DRAIN_MS = 5000;

/**
 * Synthesizes the CDK app, and runs the template's resources, bundles and state machine.
 *
 * @throws {Error} the app cannot be synthesized, or the port is in use (`code` is EADDRINUSE); the folder is unlocked
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { folder } = options;
  await mkdir(join(folder, "logs"), { recursive: true });
  const synthesizing = options.assembly === undefined ? synthesize(options.settings) : options.assembly;
  // Wait for both: if one fails, the other has to be closed.
  const [, opened] = await Promise.allSettled([synthesizing, openStores(folder, options.notWritten)]);
  if (opened.status === "rejected") throw opened.reason;
  try {
    return await runAssembly(await synthesizing, opened.value, options);
  } catch (error) {
    await closeStores(opened.value);
    throw error;
  }
}

async function runAssembly(assembly: string, stores: Stores, options: CloudOptions): Promise<Cloud> {
  const { folder } = options;
  const { s3, queues, dynamodb, executions } = stores;
  const { stackName, template } = await readTemplate(assembly);
  const resources = readResources(template, stackName);
  const apiDefinition = readApi(resources);
  const events = new EventEmitter<CloudEvents>();

  const eventBuses = new EventBuses((event) => events.emit("eventSent", event));
  const secrets = new Secrets(resources, options.datasetApi.token);
  const quotas = new Quotas();
  const faults = new CloudFaults();
  faults.set(options.faults ?? []);
  const functions = new Functions({ faults, quotas, events });
  const machines = readMachines(resources, (name, input) => functions.invoke(name, input));
  await checkDefinitions(
    assembly,
    machines.map(({ definition }) => definition),
  );
  const stepFunctions = new StepFunctions(
    machines,
    executions,
    (execution) => events.emit("executionEnded", { execution }),
    quotas,
    options.pauseMs,
  );

  const messageMoves = new MessageMoves(queues.sqs);
  const messageWaits = options.pauseMs === undefined ? undefined : new MessageWaits(queues.sqs, options.pauseMs);
  const rules = new EventRules(resources, queues, (failure) => events.emit("eventNotDelivered", failure));
  const outputs: Record<string, string> = {};
  const cloudFormation = new CloudFormation(stackName, outputs);
  const invocation = (traceId: string | undefined) => functions.invocation(traceId);
  const objectEvents = new ObjectEvents({ s3, rules, queues, faults: new EventFaults(faults) });
  objectEvents.configure(resources);
  const outsideCalls = new OutsideCalls(faults, invocation);
  s3.watch({
    notifies: (bucket, key) => objectEvents.has(bucket, key),
    objectWritten: (object, sent) => objectEvents.send(object, sent),
  });
  const mappings = new EventSourceMappings(resources, { queues, functions, faults, events });
  const { port, server }: Gateway = await startGateway({
    port: options.port ?? 0,
    queues: queues.socketPath,
    dynamodb: dynamodb.socketPath,
    stepFunctions: (operation, input) => stepFunctions.handle(operation, input),
    secretsManager: (operation, input) => secrets.handle(operation, input),
    eventBuses: (operation, input) => eventBuses.handle(operation, input),
    eventRules: (operation, input) => rules.handle(operation, input),
    serviceQuotas: (operation, input) => quotas.handle(operation, input),
    lambda: { quotas, functions: () => functions.all(), mappings: () => mappings.all },
    messageMoves: (operation, input) => messageMoves.handle(operation, input),
    messageWaits: messageWaits && ((operation, input) => messageWaits.handle(operation, input)),
    cloudFormation: (operation, input) => cloudFormation.handle(operation, input),
    breaking: { faults, invocation, changeObject: (url, change) => changeObject(endpoint, url, change) },
    called: (call) => events.emit("called", call),
    s3,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const clientSettings = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const api =
    apiDefinition &&
    (await startHttpApi({
      port: options.apiPort ?? 0,
      api: apiDefinition,
      signIn: options.signIn ? jwtSignIn() : localSignIn,
      invoke: (name, event) => functions.invoke(name, event),
    }).catch(async (error: unknown) => {
      await closeServer(server);
      throw error;
    }));
  const apiEndpoint = api && `http://127.0.0.1:${api.port}`;
  const addresses = { endpoint, apiEndpoint };
  Object.assign(outputs, withAddresses(resources.outputs, addresses));

  functions.create(resources, {
    assembly,
    logs: join(folder, "logs"),
    addresses,
    datasetApiUrl: options.datasetApi.url,
    handlers: options.handlers ?? {},
    notWritten: options.notWritten,
  });
  queues.create(resources, endpoint);
  createBuckets(resources, s3, addresses);
  const { credentials } = clientSettings;
  s3.accessKeys.set(credentials.accessKeyId, { secret: credentials.secretAccessKey, isSecret: false });
  for (const key of functions.accessKeys()) s3.accessKeys.set(key.id, { secret: key.secret, isSecret: true });
  // A bucket that is not in the template is an existing one.
  for (const bucket of rules.buckets) s3.index.buckets.create(bucket);
  s3.announcePending();
  await dynamodb.createTables(resources);
  await functions.warm();
  await mappings.start();
  stepFunctions.resume();

  return {
    endpoint,
    apiEndpoint,
    outputs,
    clientSettings,
    events,
    resources,
    faults,
    quotas,
    outsideCall: (call) => outsideCalls.tell(call),
    function: (name) => functions.find(name),
    async stop() {
      // Stop the event sources first, then the functions, then the stores. A running ingest may finish:
      // its message would only be redelivered after the visibility timeout.
      const stopping = mappings.stop();
      await Promise.race([stopping, sleep(DRAIN_MS, undefined, { ref: false })]);
      await stepFunctions.stop();
      await functions.stop();
      await Promise.all([stopping, messageMoves.stop()]);
      await Promise.all([server, ...(api ? [api.server] : [])].map(closeServer));
      await closeStores(stores);
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
