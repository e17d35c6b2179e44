import * as z from "zod";
import { FINDING_CODES } from "../functions/csv/findings.ts";

const seconds = z.number().int().positive();

/** The deployment's settings, as they stand under `dropset` in cdk.json's context. */
const settingsSchema = z.strictObject({
  /** The dataset service's base URL, without a path. */
  datasetApiUrl: z.url({ protocol: /^https?$/ }).default("https://api.prolific.com"),
  /** The workspace for files dropped straight into `incoming/`. Without it, such files are rejected. */
  defaultWorkspaceId: z.string().min(1).optional(),

  /** How findings are treated, by their codes, where not as docs/rules.md has it. */
  severities: z.partialRecord(z.enum(FINDING_CODES), z.enum(["error", "warning", "off"])).default({}),

  ingest: z
    .strictObject({
      // 5 GiB, the most that one upload carries, is read and validated in this time at 20 MB/s, a fraction of S3's rate.
      timeoutSeconds: seconds.max(900).default(300),
      // One whole vCPU, which Lambda gives at 1,769 MB: validation is bound by it. The memory itself is hardly used.
      memoryMb: seconds.min(256).max(10_240).default(1769),
      // Tries before the dead-letter queue: an outage of two hours passes, since each try waits six time-outs.
      maxReceiveCount: seconds.max(1000).default(5),
    })
    .prefault({}),

  upload: z
    .strictObject({
      // The most that Lambda allows: 5 GiB at 6 MB/s.
      timeoutSeconds: seconds.max(900).default(900),
      // The stream takes a tenth of it; memory is what buys network and processor.
      memoryMb: seconds.min(128).max(10_240).default(512),
    })
    .prefault({}),

  publish: z
    .strictObject({
      firstPollSeconds: seconds.max(60).default(2),
      longestPollSeconds: seconds.max(900).default(60),
      // Counted from the execution's start, the upload included. At most a day, for the history's 25,000 events.
      limitSeconds: seconds.max(86_400).default(3600),
      // The service takes up an upload within seconds; one that is not taken up by then never will be.
      uninitialisedLimitSeconds: seconds.max(86_400).default(600),
    })
    .prefault({}),
});

export type Settings = z.infer<typeof settingsSchema>;

/**
 * Reads the settings from the context.
 *
 * @throws {Error} names each setting that is wrong, what was given, and what is allowed
 */
export function readSettings(context: unknown): Settings {
  const read = settingsSchema.safeParse(context ?? {});
  if (read.success) return read.data;
  const wrong = read.error.issues.map((issue) => {
    const name = ["dropset", ...issue.path].join(".");
    const given = issue.code === "unrecognized_keys" ? "" : ` (given: ${JSON.stringify(valueAt(context, issue.path))})`;
    return `  ${name}: ${issue.message}${given}`;
  });
  throw new Error(`The settings in cdk.json are not right:\n${wrong.join("\n")}`);
}

function valueAt(context: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    context,
  );
}
