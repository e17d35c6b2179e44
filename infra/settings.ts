import { RetentionDays } from "aws-cdk-lib/aws-logs";
import * as z from "zod";
import { definitionJson, folderDefinition } from "../functions/drops/folder-definition.ts";
import { fixSetting, workspaceList, workspaceWord } from "../functions/drops/workspace-settings.ts";
import { isWorkspaceFolder } from "../functions/drops/workspaces.ts";
import { LARGEST_WORKBOOK } from "../functions/validation/fix/workbook/largest-workbook.ts";
import { LARGEST_FILE } from "../functions/validation/largest-file.ts";
import { severitiesSchema } from "../functions/validation/severities.ts";
import { MOST_EVENTS, mostEvents, mostPolls, shortestLongestPoll } from "./execution-history.ts";
import { InvalidSettings, type Mistake, settingMistakes } from "./invalid-settings.ts";

const seconds = z.number().int().positive();
const days = z.number().int().positive().max(36_500);
const memoryMb = z.number().int().min(128).max(10_240);

// As many days as CloudWatch Logs knows, 9999 for ever: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const logDays = z.enum(RetentionDays);

const keyArn = z
  .string()
  .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/, "The ARN of a KMS key");

const folderPath = z
  .string()
  .regex(/^[^/]+(\/[^/]+)*$/, "A folder's path below incoming/, without slashes at its ends");

/** Lambda's limit for all variables is 4 KiB, and the others need a third. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_LISTS_BYTES = 2_500;
/** What ingest has as JSON in its environment, and how to have less of it. */
const LISTS = {
  folders: "put a _dataset.json into the folders instead",
  workspaces: "deploy a second stack for a part of them, or leave the list empty for all that the token can reach",
  severities: "leave out those that are as by default",
} as const;

/** The other variables of the page function, and the names of all. */
const OTHER_PAGE_BYTES = 1_100;
const MOST_PAGE_BYTES = 4096 - OTHER_PAGE_BYTES;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An origin in the form that browsers and content security policies use. */
function isOrigin(value: string): boolean {
  return isSafe(value) && new URL(value).origin === value;
}

/** Whether nobody between can read what goes there: by TLS, or on this machine. */
function isSafe(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
}

const pageSettings = z.strictObject({
  /** The OpenID provider whose tokens are accepted: exactly the `issuer` in its configuration. */
  issuer: z
    .url({ protocol: /^https?$/ })
    .refine((value) => isSafe(value) && !/[?#\s]/.test(value), "An issuer has an https URL without ? and #"),
  /** The page's id at the provider: a public client with authorization code and PKCE. */
  clientId: z.string().regex(/^[!-~]{1,256}$/, "A client's id has no spaces"),
  /** The claim of the ID token that determines access. Default: `groups`. */
  claim: z
    .string()
    .regex(/^[!-~]{1,256}$/, "A claim's name has no spaces")
    .default("groups"),
  /** What the page asks the provider for. Default: `openid email profile`. */
  scope: z
    .string()
    .regex(/^(?:[!-~]+ )*openid(?: [!-~]+)*$/, 'Scopes with a space between them, "openid" among them')
    .default("openid email profile"),
  /** Who sees what: for each value of the claim, workspace ids, or `*` for everything, including drops without a workspace. */
  access: z
    .record(z.string().min(1), z.array(z.string().regex(/^(?:\*|[\w.-]{1,100})$/, "A workspace's id, or *")).min(1))
    .refine((access) => Object.keys(access).length > 0, "At least one value of the claim, such as a group's id"),
  /** Origins that the page calls to sign in, if the provider's endpoints are not on the issuer's host, such as `https://login.example.com`. */
  signInOrigins: z
    .array(z.string().refine(isOrigin, "An origin, such as https://login.example.com"))
    .max(10)
    .default([]),
  // Signing and listing need little. Showing a file's content means reading it, and more memory brings more processor and network.
  /** Default: 512. */
  memoryMb: memoryMb.min(256).default(512),
  // An open page sends three requests a minute, and a user who browses a few a second. The limit keeps a flood from costing money.
  throttle: z
    .strictObject({
      /** How many requests are answered in a second, on average. Default: 50. */
      perSecond: z.number().positive().max(10_000).default(50),
      /** How many requests may arrive at once: loading the page takes about ten. Default: 200. */
      burst: z.number().int().positive().max(5_000).default(200),
      // Each holds an invocation while it waits for changes. An account may have a thousand at once, a new account ten.
      /** How many open pages may wait for changes at once, approximately; more see changes later. Default: 40. */
      openPages: z.number().int().positive().max(10_000).default(40),
    })
    .prefault({}),
});

/** The page's settings, with every default filled in. */
export type PageSettings = z.infer<typeof pageSettings>;

const settingsSchema = z
  .strictObject({
    /** The dataset service's base URL, without a path. The token is sent there. Default: the service's own. */
    datasetApiUrl: z
      .string()
      .refine(isSafe, "An https URL, such as https://api.prolific.com; http only for localhost, 127.0.0.1 and [::1]")
      .default("https://api.prolific.com"),

    /** The workspaces that files may go to. Default: none named, so whichever the token can reach. */
    workspaces: z.optional(workspaceList).default([]),
    /** The workspace for files dropped straight into `incoming/`. Default: none, and such files are rejected. */
    defaultWorkspaceId: z.optional(workspaceWord),

    /** The e-mail addresses that receive every report; each must confirm once. Default: nobody. */
    noticeEmails: z.array(z.email()).default([]),
    /** The e-mail addresses that receive alarms; each must confirm once. Default: nobody. */
    alarmEmails: z.array(z.email()).default([]),

    /** A page to upload files and follow them, for people who sign in with an OpenID provider, docs/page.md. Default: none. */
    page: pageSettings.optional(),

    /** The EventBridge bus that every outcome is sent to as an event, docs/events.md. Default: the account's default bus. */
    eventBusName: z
      .string()
      .regex(/^[\w.-]{1,256}$/, "An event bus's name")
      .default("default"),

    /** The severities of findings, by code, that differ from docs/rules.md. */
    severities: z.optional(severitiesSchema).default({}),

    /** Whether a file whose errors can all be fixed without guessing is published in its fixed form, docs/fix.md. Default: off. */
    fix: z.optional(fixSetting).default("off"),

    /**
     * Folders whose files become typed datasets, by their path below `incoming/`, docs/typed-datasets.md. They override a
     * `_dataset.json` there. Default: none.
     */
    folders: z.record(folderPath, folderDefinition).default({}),

    limits: z
      .strictObject({
        /** The largest file that is accepted, in bytes. Default: 5 GiB, the limit of one upload. */
        fileBytes: z.number().int().positive().max(LARGEST_FILE).default(LARGEST_FILE),
        // The whole workbook is held in memory with its unpacked content, which is about 40 times as large.
        /** The largest Excel workbook that is fixed, in bytes. Default: 20 MiB. */
        workbookBytes: z
          .number()
          .int()
          .positive()
          .max(100 * 1024 ** 2)
          .default(LARGEST_WORKBOOK),
        // A drop takes three calls and a poll every few seconds, later every minute: some ten calls. A hundred drops may go
        // at once; the rest is paced, so that the service does not throttle ten thousand files.
        /** How many datasets are created in a minute, on average. Default: 60. */
        dropsPerMinute: z.number().positive().max(60_000).default(60),
        /** How many may be created at once before that rate applies. Default: 100. */
        dropsAtOnce: z.number().int().positive().max(10_000).default(100),
      })
      .prefault({}),

    /**
     * An existing bucket to use instead of a new one. Its events arrive through EventBridge, which must be turned on for it
     * (docs/deploy.md). The stack does not change its notification configuration, lifecycle, policy or encryption.
     */
    existingBucket: z
      .strictObject({
        name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "A bucket's name"),
        /** The KMS key that encrypts it, if any. */
        kmsKeyArn: keyArn.optional(),
      })
      .optional(),

    /**
     * Runs the functions in a VPC. Its subnets need a route to AWS's services and to the dataset service: docs/organizations.md
     * lists the endpoints. Default: no VPC, since nothing can connect to the functions anyway.
     */
    vpc: z
      .strictObject({
        subnetIds: z
          .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, "A subnet's id"))
          .min(1)
          .max(16),
        securityGroupIds: z
          .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, "A security group's id"))
          .min(1)
          .max(5),
      })
      .optional(),

    /**
     * Encrypts the bucket, queues, topics, table, secret and logs with a KMS key: `create` makes one for the stack, an ARN
     * names one (whose policy must allow the services, docs/deploy.md). Default: keys that AWS manages, at no cost.
     */
    kmsKey: z.union([z.literal("create"), keyArn], "create, or the ARN of a KMS key").optional(),

    /** What happens to data when the stack is removed: `keep` or `destroy`. Default: it is kept. */
    removal: z.enum(["keep", "destroy"]).default("keep"),

    retention: z
      .strictObject({
        // Three months: long enough to investigate problems that show up at the end of a study.
        /** How long logs are kept, in days. Default: 90. */
        logDays: logDays.default(RetentionDays.THREE_MONTHS),
        // Long enough to notice that a file was overwritten or deleted by mistake.
        /** How long versions that are no longer current are kept, in days. Default: 90. */
        oldVersionDays: days.default(90),
        /** How long reports are kept, in days. Default: 400, a study of a year and the time to complete it. */
        resultDays: days.default(400),
        /**
         * How long dropped files are kept, in days, `_dataset.json` of a folder included: a folder whose definition expired
         * rejects files. Default: forever, since they are yours.
         */
        droppedDays: days.optional(),
      })
      .prefault({}),

    ingest: z
      .strictObject({
        // 5 GiB, the limit of one upload, is read and validated in this time at 20 MB/s, a fraction of S3's rate.
        timeoutSeconds: seconds.max(900).default(300),
        // One whole vCPU, which Lambda gives at 1,769 MB: validation is bound by it. The memory itself is hardly used.
        memoryMb: memoryMb.min(256).default(1769),
        // Attempts before the dead-letter queue. With the waits between them (functions/ingest/retry-wait.ts), they span an
        // outage of two and a half hours on average, and of an hour and forty minutes at least.
        maxReceiveCount: seconds.max(1000).default(7),
        // How many drops are ingested at once. The queue keeps the rest; invocations beyond a function's limit would fail.
        maxConcurrency: z.number().int().min(2).max(1000).default(5),
      })
      .prefault({}),

    upload: z
      .strictObject({
        // The most that Lambda allows: 5 GiB at 6 MB/s.
        timeoutSeconds: seconds.max(900).default(900),
        // The stream needs a tenth of it; more memory also brings more network and processor.
        memoryMb: memoryMb.default(512),
      })
      .prefault({}),

    poll: z
      .strictObject({
        // One call, which has its own timeout of 45 s, and the cold start.
        timeoutSeconds: seconds.min(60).max(900).default(90),
        // A Node process takes 100 MB; the rest makes its start faster.
        memoryMb: memoryMb.default(256),
      })
      .prefault({}),

    refused: z
      .strictObject({
        // The whole file is read once more, up to the last row that was refused: 5 GiB at 6 MB/s.
        timeoutSeconds: seconds.min(60).max(900).default(900),
        // A whole file's refused rows are in memory, up to 64 MiB.
        memoryMb: memoryMb.min(256).default(512),
      })
      .prefault({}),

    report: z
      .strictObject({
        // Small calls within AWS, with the SDK's own retries, and S3's copy of a fixed file, which may have 5 GiB.
        timeoutSeconds: seconds.min(15).max(900).default(300),
        memoryMb: memoryMb.default(256),
      })
      .prefault({}),

    publish: z
      .strictObject({
        firstPollSeconds: seconds.max(60).default(2),
        longestPollSeconds: seconds.max(900).default(60),
        // Counted from the execution's start, the upload included. At most a day; the polls have to fit into the history.
        limitSeconds: seconds.max(86_400).default(3600),
        // A nightly job's files wait for each other for minutes. An import that waits longer is behind one that is stuck.
        /** How long an import may wait for earlier ones of its dataset, in seconds. Default: 6 hours. */
        queueLimitSeconds: seconds.max(86_400).default(21_600),
        // The service starts to process an upload within seconds; one that has not started by then never will.
        uninitialisedLimitSeconds: seconds.max(86_400).default(600),
      })
      .prefault({}),

    alarms: z
      .strictObject({
        /** Where people on call can open docs/runbook.md: each alarm links to its section. Default: its path in a checkout. */
        runbookUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal("docs/runbook.md")]).default("docs/runbook.md"),
        // SQS does not count what was received more than three times, as a failing drop soon is: an older one crashed each time,
        // or the queue is not processed.
        /** How old the oldest waiting drop may be, in minutes. Default: 75. */
        oldestDropMinutes: z.number().int().positive().default(75),
        // A few throttled calls wait for Retry-After and need no attention. This many mean that dropsPerMinute is set too high.
        /** How many calls in five minutes the service may throttle. Default: 50. */
        throttledCalls: z.number().int().positive().default(50),
        // A brief problem fails an attempt or two; a defect of ours fails all.
        /** How many attempts to ingest drops may fail in five minutes. Default: 5. */
        ingestFailures: z.number().int().positive().default(5),
        // One may be a file that took too long, and the user tries again. A defect of ours causes several.
        /** How many of the page's requests may fail in five minutes. Default: 3. */
        pageErrors: z.number().int().positive().default(3),
      })
      .prefault({}),
  })
  .superRefine((settings, context) => {
    const { workspaces, defaultWorkspaceId, folders, severities, limits, ingest, publish, page } = settings;
    const wrong = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
    const ids = workspaces.map(({ id }) => id);
    if (defaultWorkspaceId !== undefined && ids.length > 0 && !ids.includes(defaultWorkspaceId)) {
      wrong(["defaultWorkspaceId"], `It must be one of the workspaces: ${ids.join(", ")}`);
    }
    const names = workspaces.flatMap(({ id, prefix }) => (prefix === undefined ? [id] : [id, prefix]));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) wrong(["workspaces"], `Each id and prefix must be unique, and ${twice} occurs twice`);

    const lists = {
      folders: foldersText({ folders }),
      workspaces: JSON.stringify(workspaces),
      severities: JSON.stringify(severities),
    };
    const listsBytes = Buffer.byteLength(Object.values(lists).join(""));
    if (listsBytes > MOST_LISTS_BYTES) {
      const sizeOf = (list: keyof typeof LISTS) => Buffer.byteLength(lists[list]);
      const largest = (["folders", "workspaces", "severities"] as const).reduce((a, b) =>
        sizeOf(b) > sizeOf(a) ? b : a,
      );
      wrong(
        [largest],
        `folders, workspaces and severities have ${listsBytes} bytes of JSON, and a function's environment has room for ${MOST_LISTS_BYTES}: ${LISTS[largest]}`,
      );
    }

    for (const [value, granted] of Object.entries(page?.access ?? {})) {
      // A name that is no workspace to the pipeline is an ordinary folder, whose definition may name a workspace that these users may not see.
      const isKnown = (id: string) =>
        isWorkspaceFolder(id, { allowed: ids.map((one) => ({ id: one })), defaultId: undefined });
      const unknown = granted.filter((id) => id !== "*" && !isKnown(id));
      const needed = ids.length > 0 ? `it must be one of the workspaces: ${ids.join(", ")}` : "name it in workspaces";
      if (unknown.length > 0) wrong(["page", "access", value], `${unknown.join(", ")}: ${needed}`);
    }
    const pageBytes = page ? Buffer.byteLength(Object.values(pageVariables({ ...settings, page })).join("")) : 0;
    if (pageBytes > MOST_PAGE_BYTES) {
      wrong(
        ["page"],
        `access, with the workspaces, folders and severities, has ${pageBytes} bytes of JSON, and a function's environment has room for ${MOST_PAGE_BYTES}: give access to fewer values of the claim, or put a _dataset.json into the folders`,
      );
    }

    const events = mostEvents(publish);
    if (events > MOST_EVENTS) {
      wrong(
        ["publish", "longestPollSeconds"],
        `${mostPolls(publish)} polls within publish.limitSeconds ${publish.limitSeconds} may make a history of ${events} events, and Step Functions ends an execution at ${MOST_EVENTS}; ${shortestLongestPoll(publish)} or more is needed`,
      );
    }

    const longestWait = (ingest.maxConcurrency * 60) / limits.dropsPerMinute;
    if (longestWait > ingest.timeoutSeconds / 2) {
      wrong(
        ["limits", "dropsPerMinute"],
        `With ingest.maxConcurrency ${ingest.maxConcurrency}, a drop would wait ${Math.ceil(longestWait)} s for its turn, more than half of ingest.timeoutSeconds ${ingest.timeoutSeconds}; raise this, or lower the concurrency`,
      );
    }
  });

/** The settings, with every default filled in. */
export type Settings = z.infer<typeof settingsSchema>;

/** The folders as the ingest function's environment has them. */
export function foldersText({ folders }: Pick<Settings, "folders">): string {
  return JSON.stringify(Object.fromEntries(Object.entries(folders).map(([path, one]) => [path, definitionJson(one)])));
}

/** What the page function has in its environment of the settings. */
export function pageVariables(
  settings: Pick<Settings, "workspaces" | "defaultWorkspaceId" | "folders" | "severities" | "limits"> & {
    readonly page: PageSettings;
  },
): Record<string, string> {
  const { page, limits, defaultWorkspaceId } = settings;
  const { issuer, clientId, scope } = page;
  return {
    ACCESS: JSON.stringify(page.access),
    ACCESS_CLAIM: page.claim,
    DROPS_PER_MINUTE: String(limits.dropsPerMinute),
    FINDING_SEVERITIES: JSON.stringify(settings.severities),
    FOLDERS: foldersText(settings),
    LARGEST_FILE_BYTES: String(limits.fileBytes),
    SIGN_IN: JSON.stringify({ issuer, clientId, scope }),
    SIGN_IN_ORIGINS: JSON.stringify(page.signInOrigins),
    WORKSPACES: JSON.stringify(settings.workspaces),
    ...(defaultWorkspaceId !== undefined && { DEFAULT_WORKSPACE_ID: defaultWorkspaceId }),
  };
}

/** Whether files of any workspace are fixed. */
export function isFixing({ fix, workspaces }: Pick<Settings, "fix" | "workspaces">): boolean {
  return fix === "on" || workspaces.some((workspace) => workspace.fix === "on");
}

/** The settings as they are given: whatever is left out has its default. */
export type SettingsInput = z.input<typeof settingsSchema>;

/**
 * Reads a deployment's settings.
 *
 * @param given as they stand under `dropset` in cdk.json's context, or as the construct's props
 * @throws {InvalidSettings} names each setting that is wrong, what is allowed, and what was given
 */
export function readSettings(given: unknown): Settings {
  const { data, mistakes } = checkSettings(given);
  if (data) return data;
  throw new InvalidSettings(mistakes);
}

/** The settings, if they have no mistakes. */
export function checkSettings(given: unknown): {
  readonly data: Settings | undefined;
  readonly mistakes: readonly Mistake[];
} {
  const { data, error } = settingsSchema.safeParse(given ?? {});
  return { data, mistakes: error ? settingMistakes(error.issues, given) : [] };
}
