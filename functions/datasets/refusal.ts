import * as z from "zod/mini";

/** The two shapes of a refusal that the contract names; anything else is quoted as it came. */
const nested = z.object({ error: z.object({ title: z.optional(z.unknown()), detail: z.optional(z.unknown()) }) });
const flat = z.object({ message: z.optional(z.unknown()), detail: z.optional(z.unknown()) });

/** How much of an answer that can't be understood is quoted. */
const EXCERPT_LENGTH = 200;

/** What a refusal's body says, in one line. */
export function readRefusal(body: string): string {
  const parsed = parseJson(body);
  const inner = nested.safeParse(parsed);
  if (inner.success) return sentence([inner.data.error.title, inner.data.error.detail]) || excerpt(body);
  const outer = flat.safeParse(parsed);
  if (outer.success) return sentence([outer.data.message, outer.data.detail]) || excerpt(body);
  return excerpt(body);
}

/** The start of a body, in one line and without control characters; says so when there was none. */
export function excerpt(body: string): string {
  const line = withoutSignature(body.replace(/[\s\p{Cc}]+/gu, " ").trim());
  if (line === "") return "an empty body";
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line;
}

/** A presigned URL lets anyone use it who sees it: what is secret in it never leaves. */
function withoutSignature(text: string): string {
  return text.replace(/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"<]+/gi, "$1…");
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentence(parts: readonly unknown[]): string {
  return parts
    .filter((part) => part !== undefined && part !== null && part !== "")
    .map((part) => excerpt(typeof part === "string" ? part : JSON.stringify(part)))
    .join(": ");
}
