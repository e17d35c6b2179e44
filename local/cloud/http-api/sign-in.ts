import type { ApiAnswer } from "./answer.ts";
import type { RouteSignIn } from "./definition.ts";
import type { SignedIn } from "./event.ts";

export type SignInOutcome =
  | { readonly outcome: "refused"; readonly answer: ApiAnswer }
  | {
      readonly outcome: "signed in";
      readonly signedIn: SignedIn;
      /** The token that the function gets in place of what was sent. */
      readonly authorization?: string;
    };

/** Decides about a request by its Authorization header. */
export type SignIn = (route: RouteSignIn, authorization: string | undefined) => Promise<SignInOutcome>;

const HOUR_S = 3600;

/**
 * Everybody on this machine is the one person `local`, without a token. The function gets the claims in both ways that it
 * reads them: from API Gateway, and in the token.
 */
export const localSignIn: SignIn = async () => {
  const person = { sub: "local", email: "local", exp: Math.floor(Date.now() / 1000) + HOUR_S };
  return {
    outcome: "signed in",
    signedIn: { claims: { ...person, exp: String(person.exp), groups: "[local]" }, scopes: null },
    authorization: `Bearer ${unsigned({ ...person, groups: ["local"] })}`,
  };
};

// https://www.rfc-editor.org/rfc/rfc7519#section-6
function unsigned(claims: Record<string, unknown>): string {
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
