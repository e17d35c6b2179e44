import * as z from "zod/mini";
import { uploaderName } from "../drops/dropped-by.ts";
import type { Person } from "./access.ts";
import { EVERY_WORKSPACE } from "./every-workspace.ts";
import { PageProblem } from "./page-problem.ts";

/** Whose claims have access to what: a claim's values, with the workspaces of each, or `*` for everything. */
export interface AccessByClaim {
  readonly claim: string;
  readonly access: ReadonlyMap<string, readonly string[]>;
}

/** As API Gateway's authorizer passes on what it verified; lists are texts there, such as `[a b]`. */
const verifiedClaims = z.looseObject({
  sub: z.string(),
  exp: z.union([z.string(), z.number()]),
  iss: z.optional(z.string()),
});

/** One token, and nothing else: no second header's, which API Gateway would append after a comma. */
const BEARER = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]*)$/i;

/**
 * The person whose token API Gateway verified. The payload is decoded here for its lists; it must be the one that was verified.
 *
 * @param authorization the request's header
 * @param verified the claims in the request's context, which only the authorizer writes
 * @throws {PageProblem} 401 without a verified token, 403 where no claim gives access to anything
 */
export function readPerson(authorization: string | undefined, verified: unknown, byClaim: AccessByClaim): Person {
  const context = verifiedClaims.safeParse(verified);
  const claims = decodePayload(authorization);
  if (!context.success || !claims) throw new PageProblem(401, "Sign in first.");
  const { sub, exp, iss } = context.data;
  const isSame =
    own(claims, "sub") === sub &&
    Number(own(claims, "exp")) === Number(exp) &&
    (iss === undefined || own(claims, "iss") === iss);
  if (!isSame) throw new PageProblem(401, "The token is not the one that was verified. Sign in again.");

  if (byClaim.claim === "email" && !isVerifiedAddress(claims)) throw new PageProblem(403, notVerified(claims));
  const values = textsOf(own(claims, byClaim.claim));
  const granted = new Set(values.flatMap((value) => byClaim.access.get(value) ?? []));
  const name = nameOf(claims);
  if (granted.has(EVERY_WORKSPACE)) return { name, workspaces: "all" };
  if (granted.size === 0) {
    throw new PageProblem(
      403,
      `You are signed in as ${name}, and have access to no workspace. Ask the people who run this page for access.`,
    );
  }
  return { name, workspaces: [...granted] };
}

/** Some providers let people enter any address. A provider that says nothing of it has not verified it. */
function isVerifiedAddress(claims: object): boolean {
  const isVerified = own(claims, "email_verified");
  // Some providers write it as a text.
  return isVerified === true || isVerified === "true";
}

function notVerified(claims: object): string {
  const [address = ""] = textsOf(own(claims, "email"));
  const why = Object.hasOwn(claims, "email_verified")
    ? "your sign-in service says that your e-mail address is not verified. Verify it there, and sign in again"
    : "your sign-in service does not say that your e-mail address is verified. Ask the people who run this page";
  return `You are signed in as ${uploaderName(address) || nameOf(claims)}, and have no access: ${why}.`;
}

function decodePayload(authorization = ""): object | undefined {
  const [, , payload] = BEARER.exec(authorization) ?? [];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** A claim may have any name, and objects have names of their own. */
function own(claims: object, name: string): unknown {
  return Object.hasOwn(claims, name) ? Reflect.get(claims, name) : undefined;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}

/** The name that a person's uploads carry: no address of which the provider says that it may be somebody else's. */
function nameOf(claims: object): string {
  const address = Object.hasOwn(claims, "email_verified") && !isVerifiedAddress(claims) ? [] : ["email"];
  const [name = ""] = [...address, "preferred_username", "sub"].flatMap((claim) => textsOf(own(claims, claim)));
  return uploaderName(name);
}
