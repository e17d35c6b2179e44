import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { Explained } from "../../cli/terminal/explained.ts";
import { explainSystemError } from "../../cli/terminal/system-error.ts";
import { LOCAL_WORKSPACE } from "../../functions/drops/local-workspace.ts";
import { type Cloud, startCloud } from "../cloud/cloud.ts";
import { readSharedSettings } from "../cloud/template/synthesize.ts";
import type { NotWritten } from "../patient-file.ts";
import { type SandboxOptions, startSandbox } from "../sandbox/sandbox.ts";
import type { CallWatcher } from "../sandbox/switches.ts";
import type { DatasetApiChoice } from "./dataset-api.ts";
import { DropFollower } from "./drop-follower.ts";
import type { FaultsFile } from "./faults-file.ts";
import { lockFolder } from "./folder-lock.ts";
import { pageSettings } from "./page-settings.ts";
import { ResultsFolder } from "./results-folder.ts";
import { onUsualPort } from "./usual-port.ts";

export interface LocalRunOptions {
  readonly folder: string;
  readonly fresh: boolean;
  /** undefined: the usual port, or any free port. */
  readonly port: number | undefined;
  readonly datasetApi: DatasetApiChoice;
  /** undefined for a run without a page. */
  readonly page: PageChoice | undefined;
  /** The faults to inject; the sandbox's part is ignored with the real service. */
  readonly faults: FaultsFile;
  /** Called when a write fails. */
  readonly notWritten: NotWritten;
}

export interface PageChoice {
  /** undefined: the usual port, or any free port. */
  readonly port: number | undefined;
  /** Whether people sign in, as the setting `page` in cdk.json says. */
  readonly signIn: boolean;
}

/** The whole pipeline on this machine, with its dataset service. */
export interface LocalRun {
  readonly cloud: Cloud;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly follower: DropFollower;
  /** undefined for a run without a page. */
  readonly pageUrl: string | undefined;
  readonly datasetApiUrl: string;
  readonly logs: string;
  stop(): Promise<void>;
}

/** Long enough to be seen on the page, and over before the first poll. */
const PROCESSING_MS = 500;

const USUAL_PORTS = { s3: 4566, page: 4567, sandbox: 8787 };

/** @throws {Explained} the folder is in use, cannot be written or was made by an earlier version, a port is taken, or cdk.json is wrong */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const folder = resolve(options.folder);
  // Everything that was opened is closed at the stop, in reverse order, and if the start fails.
  await using opening = new AsyncDisposableStack();
  const lock = await lockFolder(options.folder).catch((error: unknown) => throwUnwritable(error, options.folder));
  opening.defer(lock);
  if (options.fresh) await forget(folder);

  // Earlier versions kept objects in fauxqs, together with the queues.
  if (existsSync(join(folder, "aws")) && !existsSync(join(folder, "s3"))) {
    throw new Explained(
      `${options.folder} is from an earlier version. Start with --fresh to delete its contents, or use another --folder.`,
      { exitCode: 2 },
    );
  }
  let running: Cloud | undefined;
  // The cloud's faults can also affect the functions' calls to the sandbox.
  const watch: CallWatcher = async (moment) => (await running?.outsideCall(moment)) ?? "there";
  const api = await startDatasetApi(options.datasetApi, folder, { watch, faults: options.faults.sandbox });
  opening.defer(() => api.close());
  const settings = await localSettings(options);
  const cloud = await onUsualPort("--web-port", options.page?.port, USUAL_PORTS.page, (apiPort) =>
    onUsualPort("--port", options.port, USUAL_PORTS.s3, (port) =>
      startCloud({
        folder,
        port,
        apiPort,
        signIn: options.page?.signIn ?? false,
        datasetApi: { url: api.url, token: options.datasetApi.token },
        faults: options.faults.cloud,
        settings,
        notWritten: options.notWritten,
      }),
    ),
  );
  running = cloud;
  const s3 = new S3Client(cloud.clientSettings);
  const follower = new DropFollower(cloud, new ResultsFolder(join(folder, "results"), s3, options.notWritten));
  opening.defer(() => s3.destroy());
  opening.defer(() => cloud.stop());
  opening.defer(() => follower.close());
  const open = opening.move();
  return {
    cloud,
    s3,
    bucket: cloud.outputs.DropBucketName ?? "",
    follower,
    pageUrl: cloud.apiEndpoint,
    datasetApiUrl: api.url,
    logs: join(folder, "logs"),
    stop: () => open.disposeAsync(),
  };
}

function throwUnwritable(error: unknown, folder: string): never {
  const why = error instanceof Explained ? undefined : explainSystemError(error);
  if (why === undefined) throw error;
  const message = `The folder ${folder} cannot be used (${why}). Choose another with --folder.`;
  throw new Explained(message, { exitCode: 2, cause: error });
}

/** Those in cdk.json, with the workspace from the environment, if any; the sandbox accepts any workspace. */
async function localSettings({ datasetApi, page }: LocalRunOptions): Promise<Record<string, unknown>> {
  const { kind, workspaceId } = datasetApi;
  const shared = await readSharedSettings();
  const { workspaces, defaultWorkspaceId, publish } = shared;
  const workspace = workspaceId ?? (workspaces || defaultWorkspaceId ? undefined : LOCAL_WORKSPACE);
  return {
    ...(workspace !== undefined && { defaultWorkspaceId: workspace }),
    page: page && pageSettings(shared, page.signIn),
    // The sandbox has processed a small file within a second: the two seconds that suit the service would be spent in waiting.
    ...(kind === "sandbox" && { publish: { firstPollSeconds: 1, ...Object(publish) } }),
  };
}

/** Deletes all state. */
async function forget(folder: string): Promise<void> {
  for (const part of ["aws", "s3", "dynamodb", "executions", "logs", "results", "sandbox", "watched.json"]) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
}

async function startDatasetApi(
  choice: DatasetApiChoice,
  folder: string,
  breaking: Pick<SandboxOptions, "watch" | "faults">,
): Promise<{ url: string; close(): Promise<void> }> {
  if (choice.kind === "service") return { url: choice.url, close: async () => {} };
  return onUsualPort("", undefined, USUAL_PORTS.sandbox, (port) =>
    startSandbox({
      port,
      folder: join(folder, "sandbox"),
      token: choice.token,
      processingMs: PROCESSING_MS,
      ...breaking,
    }),
  );
}
