import * as z from "zod";
import { readTokenText, TokenMalformed } from "../../functions/datasets/token.ts";

/** The settings of a standalone sandbox. */
export interface SandboxEnvironment {
  readonly port: number;
  readonly token: string;
  readonly folder: string;
  readonly processingMs: number;
}

/** The default token, which is not a secret. */
export const DEFAULT_TOKEN = "sandbox";

const digits = (most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `A whole number from 0 to ${most} is required.`)
    .transform(Number)
    .refine((number) => number <= most, `A whole number from 0 to ${most} is required.`);

// More than a day is probably a typo.
const LONGEST_PROCESSING_MS = 86_400_000;

const environment = z.object({
  PORT: digits(65_535).default(8787),
  DATASET_API_TOKEN: z.string().transform(readToken).default(DEFAULT_TOKEN),
  SANDBOX_DIR: z.string().default(".dropset/sandbox"),
  SANDBOX_PROCESSING_MS: digits(LONGEST_PROCESSING_MS).default(1000),
});

function readToken(text: string, context: z.RefinementCtx): string {
  try {
    return readTokenText(text, "this variable");
  } catch (error) {
    if (!(error instanceof TokenMalformed)) throw error;
    context.addIssue({ code: "custom", message: error.message, input: undefined });
    return z.NEVER;
  }
}

/**
 * Empty variables count as unset.
 *
 * @throws {z.ZodError} a variable is invalid
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): SandboxEnvironment {
  const read = environment.parse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== "")));
  return {
    port: read.PORT,
    token: read.DATASET_API_TOKEN,
    folder: read.SANDBOX_DIR,
    processingMs: read.SANDBOX_PROCESSING_MS,
  };
}
