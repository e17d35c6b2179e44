import * as z from "zod/mini";

const finding = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  line: z.nullable(z.number()),
  column: z.nullable(z.string()),
  message: z.string(),
  hint: z.string(),
});

/** A list of findings, as the functions hand them to each other. */
export const findingList = z.array(finding);

/** What was found of the records that the service refused, kept until the report is written. */
export const refusedWork = z.object({
  /** The first ones. */
  findings: findingList,
  /** How many there are, listed or not. */
  count: z.number(),
  /** The key of the file of the refused rows; null where it is not known which they are. */
  file: z.nullable(z.string()),
});

export type RefusedWork = z.infer<typeof refusedWork>;
