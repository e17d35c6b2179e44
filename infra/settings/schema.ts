import { RetentionDays } from "aws-cdk-lib/aws-logs";
import * as z from "zod";
import { folderDefinition } from "../../functions/drops/folder-definition.ts";
import { fixSetting, workspaceList, workspaceWord } from "../../functions/drops/workspace-settings.ts";
import { LARGEST_WORKBOOK } from "../../functions/validation/fix/workbook/largest-workbook.ts";
import { LARGEST_FILE } from "../../functions/validation/largest-file.ts";
import { severitiesSchema } from "../../functions/validation/severities.ts";
import { memoryMb } from "./memory.ts";
import { pageSettings } from "./page-schema.ts";
import { isSafe } from "./urls.ts";

const seconds = z.number().int().positive();
const count = z.number().int().positive();
const days = z.number().int().positive().max(36_500);

// As many days as CloudWatch Logs knows, 9999 for ever: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const logDays = z.enum(RetentionDays);

const keyArn = z
  .string()
  .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/, "The ARN of a KMS key");

const folderPath = z
  .string()
  .regex(/^[^/]+(\/[^/]+)*$/, "A folder's path below incoming/, without slashes at its ends");

/** Each setting by itself, as in cdk.json and in the construct's props; check-together.ts has what they need of each other. */
export const settingsSchema = z.strictObject({
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
      /** How long an ingest may take, in seconds. Default: 300. */
      timeoutSeconds: seconds.max(900).default(300),
      // One whole vCPU, which Lambda gives at 1,769 MB: validation is bound by it. The memory itself is hardly used.
      /** The memory of the function, in MB. Default: 1769. */
      memoryMb: memoryMb.min(256).default(1769),
      // Attempts before the dead-letter queue. With the waits between them (functions/ingest/retry-wait.ts), they span an
      // outage of two and a half hours on average, and of an hour and forty minutes at least.
      /** How often an ingest is tried. Default: 7. */
      maxReceiveCount: count.max(1000).default(7),
      // The queue keeps the rest; invocations beyond a function's limit would fail.
      /** How many drops are ingested at once. Default: 5. */
      maxConcurrency: z.number().int().min(2).max(1000).default(5),
    })
    .prefault({}),

  upload: z
    .strictObject({
      // The most that Lambda allows: 5 GiB at 6 MB/s.
      /** How long an upload may take, in seconds. Default: 900. */
      timeoutSeconds: seconds.max(900).default(900),
      // The stream needs a tenth of it; more memory also brings more network and processor.
      /** The memory of the function, in MB. Default: 512. */
      memoryMb: memoryMb.default(512),
    })
    .prefault({}),

  poll: z
    .strictObject({
      // One call, which has its own timeout of 45 s, and the cold start.
      /** How long a poll may take, in seconds. Default: 90. */
      timeoutSeconds: seconds.min(60).max(900).default(90),
      // A Node process takes 100 MB; the rest makes its start faster.
      /** The memory of the function, in MB. Default: 256. */
      memoryMb: memoryMb.default(256),
    })
    .prefault({}),

  refused: z
    .strictObject({
      // The whole file is read once more, up to the last row that was refused: 5 GiB at 6 MB/s.
      /** How long the search for refused rows may take, in seconds. Default: 900. */
      timeoutSeconds: seconds.min(60).max(900).default(900),
      // A whole file's refused rows are in memory, up to 64 MiB.
      /** The memory of the function, in MB. Default: 512. */
      memoryMb: memoryMb.min(256).default(512),
    })
    .prefault({}),

  report: z
    .strictObject({
      // Small calls within AWS, with the SDK's own retries, and S3's copy of a fixed file, whose original has 2 GiB at most.
      /** How long a report may take, in seconds. Default: 300. */
      timeoutSeconds: seconds.min(15).max(900).default(300),
      /** The memory of the function, in MB. Default: 256. */
      memoryMb: memoryMb.default(256),
    })
    .prefault({}),

  publish: z
    .strictObject({
      /** The wait before the first poll, in seconds; each next one is longer. Default: 2. */
      firstPollSeconds: seconds.max(60).default(2),
      /** The longest wait between two polls, in seconds. Default: 60. */
      longestPollSeconds: seconds.max(900).default(60),
      // Counted from the execution's start, the upload included. At most a day; the polls have to fit into the history.
      /** How long a dataset may take until it is READY, in seconds. Default: an hour. */
      limitSeconds: seconds.max(86_400).default(3600),
      // A nightly job's files wait for each other for minutes. An import that waits longer is behind one that is stuck.
      /** How long an import may wait for earlier ones of its dataset, in seconds. Default: 6 hours. */
      queueLimitSeconds: seconds.max(86_400).default(21_600),
      // The service starts to process an upload within seconds; one that has not started by then never will.
      /** How long the service may take to start to process an upload, in seconds. Default: ten minutes. */
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
      /** Alarm at this many calls that the service throttles in five minutes. Default: 50. */
      throttledCalls: count.default(50),
      // A brief problem fails an attempt or two; a defect of ours fails all.
      /** Alarm at this many failed attempts to ingest drops in five minutes. Default: 5. */
      ingestFailures: count.default(5),
      // One may be a file that took too long, and the user tries again. A defect of ours causes several.
      /** Alarm at this many failed requests of the page in five minutes. Default: 3. */
      pageErrors: count.default(3),
    })
    .prefault({}),
});

/** The settings, with every default filled in. */
export type Settings = z.infer<typeof settingsSchema>;
