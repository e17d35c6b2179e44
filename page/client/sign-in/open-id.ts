// A part of its own, which is only loaded where people sign in.
import * as oauth from "oauth4webapi";
import type { SignIn } from "../../../functions/page/page-types.ts";
import type { Trip } from "./return-trip.ts";

/** What a provider gave. */
export interface Tokens {
  readonly idToken: string;
  readonly refreshToken: string | undefined;
  /** Whose they are, at this provider. */
  readonly subject: string;
  /** In milliseconds from when they were given: this computer's clock may be wrong. */
  readonly validForMs: number;
}

/** An OpenID provider, for one client without a secret: authorization code with a proof key (PKCE). */
export interface Provider {
  /** Where to go to sign in, and what to keep until the person is back. */
  start(from: string): Promise<{ url: URL; trip: Trip }>;
  /** Exchanges the answer's code. @throws {AuthorizationResponseError} the answer is an error */
  finish(answer: URL, trip: Trip): Promise<Tokens>;
  /** undefined if the provider renews no ID token. */
  renew(tokens: Tokens): Promise<Tokens | undefined>;
  /** Has the provider forget a refresh token, and with it what it gave for it; resolves at once if it cannot. */
  revoke(refreshToken: string): Promise<void>;
  /** Where to go to sign out; undefined if the provider has no such place. */
  signOutUrl(): URL | undefined;
}

/** The authorization response's `error`, such as `access_denied`; undefined for any other failure. */
export function answeredError(error: unknown): string | undefined {
  return error instanceof oauth.AuthorizationResponseError ? error.error : undefined;
}

/** @param home the page's start page, where the provider sends people back to */
export async function connectProvider({ issuer, clientId, scope }: SignIn, home: string): Promise<Provider> {
  const issuerUrl = new URL(issuer);
  // Only this machine's own providers do without TLS.
  const options = { [oauth.allowInsecureRequests]: issuerUrl.protocol === "http:" && isLoopback(issuerUrl) };
  const server = await oauth.processDiscoveryResponse(issuerUrl, await oauth.discoveryRequest(issuerUrl, options));
  const client: oauth.Client = { client_id: clientId };

  return {
    async start(from) {
      if (server.authorization_endpoint === undefined) throw new Error("The provider has no page to sign in.");
      const trip = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
        from,
      };
      const url = new URL(server.authorization_endpoint);
      const query = {
        response_type: "code",
        client_id: clientId,
        redirect_uri: home,
        scope,
        state: trip.state,
        nonce: trip.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: "S256",
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return { url, trip };
    },

    async finish(answer, { state, nonce, verifier }) {
      const parameters = oauth.validateAuthResponse(server, client, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        home,
        verifier,
        options,
      );
      const answered = await oauth.processAuthorizationCodeResponse(server, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      const tokens = tokensOf(answered);
      if (!tokens) throw new Error("The provider sent no ID token.");
      return tokens;
    },

    async renew({ refreshToken, subject }) {
      if (refreshToken === undefined) return undefined;
      const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options);
      const tokens = tokensOf(await oauth.processRefreshTokenResponse(server, client, response));
      // Another one only where the provider changes them.
      return tokens?.subject === subject ? { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken } : undefined;
    },

    async revoke(refreshToken) {
      if (server.revocation_endpoint === undefined) return;
      await oauth.revocationRequest(server, client, oauth.None(), refreshToken, {
        ...options,
        additionalParameters: { token_type_hint: "refresh_token" },
        // The page may leave before the answer.
        [oauth.customFetch]: (url, { body, ...request }) => fetch(url, { ...request, body, keepalive: true }),
      });
    },

    signOutUrl() {
      if (server.end_session_endpoint === undefined) return undefined;
      const url = new URL(server.end_session_endpoint);
      // Without the ID token, which has no place in an address.
      url.searchParams.set("client_id", clientId);
      url.searchParams.set("post_logout_redirect_uri", home);
      // The name that Amazon Cognito knows it by. Providers ignore parameters that they do not know (OAuth 2.0, 3.1).
      url.searchParams.set("logout_uri", home);
      return url;
    },
  };
}

function tokensOf(response: oauth.TokenEndpointResponse): Tokens | undefined {
  const { id_token, refresh_token } = response;
  const claims = oauth.getValidatedIdTokenClaims(response);
  if (id_token === undefined || !claims) return undefined;
  return {
    idToken: id_token,
    refreshToken: refresh_token,
    subject: claims.sub,
    validForMs: (claims.exp - claims.iat) * 1000,
  };
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
