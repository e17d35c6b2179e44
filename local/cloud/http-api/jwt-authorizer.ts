import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as z from "zod";
import { messageAnswer } from "./answer.ts";
import type { TokenRules } from "./definition.ts";
import type { SignIn, SignInOutcome } from "./sign-in.ts";

const RSA_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
/** How long API Gateway may keep an issuer's keys. */
const KEYS_KEPT_MS = 2 * 3600 * 1000;
const DISCOVERY_TIMEOUT_MS = 5000;

const discovery = z.object({ jwks_uri: z.url() });

/** A token that is not accepted; the message tells the client why. */
class InvalidToken extends Error {}

/**
 * The sign-in by a token, as API Gateway's JWT authorizer checks it: signed with an RSA key of the issuer, for this audience,
 * and valid now.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function jwtSignIn(): SignIn {
  const issuers = new Map<string, Promise<JWTVerifyGetKey>>();

  const keysOf = (issuer: string) => {
    const known = issuers.get(issuer) ?? discoverKeys(issuer);
    issuers.set(issuer, known);
    // An issuer that could not be reached is asked again at the next request.
    known.catch(() => issuers.delete(issuer));
    return known;
  };

  return async (rules, authorization) => {
    const token = authorization?.replace(/^Bearer /i, "").trim();
    if (!token) return refused(401, "Unauthorized", "Bearer");
    try {
      const claims = await verify(token, rules, keysOf);
      const scopes = rules.scopes.filter((scope) => scopesOf(claims).includes(scope));
      if (rules.scopes.length > 0 && scopes.length === 0) {
        const challenge = `Bearer scope="${rules.scopes.join(" ")}" error="insufficient_scope"`;
        return refused(403, "Forbidden", challenge);
      }
      const signedIn = { claims: flatten(claims), scopes: rules.scopes.length > 0 ? scopes : null };
      return { outcome: "signed in", signedIn };
    } catch (error) {
      if (!(error instanceof InvalidToken || error instanceof errors.JOSEError)) throw error;
      const why = error.message.replaceAll('"', "'");
      return refused(401, "Unauthorized", `Bearer scope="" error="invalid_token" error_description="${why}"`);
    }
  };
}

async function verify(
  token: string,
  { issuer, audience }: TokenRules,
  keysOf: (issuer: string) => Promise<JWTVerifyGetKey>,
): Promise<JWTPayload> {
  const keys = await keysOf(issuer);
  const { payload } = await jwtVerify(
    token,
    (header, parts) => {
      if (!header.kid) throw new InvalidToken("the token names no key (kid)");
      return keys(header, parts);
    },
    { issuer, algorithms: RSA_ALGORITHMS, requiredClaims: ["exp"] },
  );
  if (payload.iat !== undefined && payload.iat > Date.now() / 1000) {
    throw new InvalidToken("the token was issued in the future");
  }
  // A token without an audience, as Cognito's access token, has the client's id.
  const named = [payload.aud ?? payload.client_id].flat();
  if (!named.some((name) => audience.some((one) => one === name))) {
    throw new InvalidToken("the token has an invalid audience");
  }
  return payload;
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest */
async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    const { jwks_uri } = discovery.parse(await answer.json());
    return createRemoteJWKSet(new URL(jwks_uri), { cacheMaxAge: KEYS_KEPT_MS });
  } catch (error) {
    throw new InvalidToken("OIDC discovery endpoint communication error", { cause: error });
  }
}

function scopesOf({ scope, scp }: JWTPayload): string[] {
  const named = scope ?? scp;
  return typeof named === "string" ? named.split(" ") : [named].flat().map(String);
}

/** API Gateway passes every claim on as a text: a list is written as `[a b]`, and an object as `map[a:1 b:2]`. */
function flatten(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(" ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).map(([name, part]) => `${name}:${textOf(part)}`);
  return `map[${parts.sort().join(" ")}]`;
}

function refused(status: number, message: string, challenge: string): SignInOutcome {
  return { outcome: "refused", answer: messageAnswer(status, message, { "www-authenticate": challenge }) };
}
