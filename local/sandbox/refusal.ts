import type { Context } from "hono";
import type * as z from "zod";

/**
 * A refusal in the first of the contract's two shapes: the service itself has looked at the call.
 *
 * @param detail a string, a list or an object, all of which the service uses [reference]
 */
export function refuse(
  c: Context,
  status: 400 | 401 | 404 | 409 | 413 | 415,
  title: string,
  detail: string | readonly string[] | Readonly<Record<string, readonly string[]>>,
): Response {
  // Numbers of this length, beginning with 140, are what the reference's examples show; these are chosen here.
  return c.json({ error: { status, title, error_code: 140_000 + status, detail } }, status);
}

/** A refusal in the second shape: the call came no further than to the service's door. */
export function turnAway(
  c: Context,
  status: 401 | 404 | 405 | 429 | 500,
  message: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return c.json({ message, detail }, status, headers);
}

/** What is wrong with a body, by field. */
export function wrongFields(
  mistakes: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { path, message } of mistakes) {
    const field = path.join(".") || "body";
    fields[field] = [...(fields[field] ?? []), message];
  }
  return fields;
}

/** What a schema found wrong with a query, a sentence each. */
export function wrongParameters(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}
