import * as z from "zod/mini";

/**
 * Reads a function's settings from its environment, once, at the edge.
 *
 * @throws {Error} names every variable that is missing or wrong, and never its value
 */
export function readEnvironment<T extends z.core.$ZodShape>(shape: T, environment: NodeJS.ProcessEnv) {
  const read = z.safeParse(z.object(shape), environment);
  if (read.success) return read.data;
  const wrong = read.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
  throw new Error(`The function's environment is invalid: ${wrong.join(", ")}`);
}

/** A variable that must not be empty. */
export const text = z.string().check(z.minLength(1));

/** A variable that holds a number. */
export const number = z.pipe(z.string().check(z.regex(/^\d+(\.\d+)?$/)), z.transform(Number));

/** A variable that holds JSON, which `schema` reads. */
export function json<T extends z.ZodMiniType>(schema: T) {
  return z.pipe(
    text,
    z.pipe(
      z.transform((written: string, { issues }): unknown => {
        try {
          return JSON.parse(written);
        } catch {
          // The parser's own words quote what stands there.
          issues.push({ code: "custom", message: "Invalid JSON", input: written });
          return z.NEVER;
        }
      }),
      schema,
    ),
  );
}
