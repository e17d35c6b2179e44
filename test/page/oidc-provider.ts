import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type Configuration, type KoaContextWithOIDC } from "oidc-provider";

/** The page's id at the provider. */
export const CLIENT_ID = "dropset";

export interface ProviderBehavior {
  /** How long an ID token is valid. */
  idTokenSeconds: number;
  /** Whether there is a refresh token with it. */
  refreshes: boolean;
}

/** An OpenID provider on this machine, where people sign in by a click. */
export interface OidcProvider {
  readonly issuer: string;
  /** May be changed at any time. */
  readonly behavior: ProviderBehavior;
  /** The grants that the token endpoint was asked for, such as `refresh_token`. */
  readonly grants: string[];
  /** How often the revocation endpoint was asked, and answered well. */
  revoked(): number;
  /** Makes a page known: with authorization code and proof key, and without a secret. */
  register(pageUrl: string): Promise<void>;
  close(): Promise<void>;
}

/** @param people the groups of each person, by e-mail address */
export async function startOidcProvider(people: Readonly<Record<string, readonly string[]>>): Promise<OidcProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  const grants: string[] = [];
  let revoked = 0;
  const behavior: ProviderBehavior = { idTokenSeconds: 3600, refreshes: false };
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    behavior,
    grants,
    revoked: () => revoked,
    async register(pageUrl) {
      const provider = new Provider(issuer, await configurationOf(pageUrl, { people, behavior }));
      provider.on("grant.success", ({ oidc }) => grants.push(String(oidc.params?.grant_type)));
      const callback = provider.callback();
      answer = (request, response) => {
        // Browsers ask for it by themselves.
        if (request.url === "/favicon.ico") return void response.writeHead(204).end();
        if (request.method === "POST" && request.url === "/token/revocation") {
          response.once("finish", () => {
            if (response.statusCode === 200) revoked++;
          });
        }
        if (!request.url?.startsWith("/choose/")) return void callback(request, response);
        choose(provider, request, response, Object.keys(people)).catch(() => response.writeHead(500).end());
      };
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function configurationOf(
  pageUrl: string,
  { people, behavior }: { people: Readonly<Record<string, readonly string[]>>; behavior: ProviderBehavior },
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: "none",
        redirect_uris: [pageUrl],
        post_logout_redirect_uris: [pageUrl],
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "test" }] },
    cookies: { keys: ["a key for tests"] },
    pkce: { required: () => true },
    claims: { openid: ["sub", "groups"], email: ["email"], profile: ["name"] },
    // In the ID token, as providers that are in use have them.
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, groups: people[id] ?? [] }) }),
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource },
    },
    interactions: { url: (_, { uid }) => `/choose/${uid}` },
    issueRefreshToken: async () => behavior.refreshes,
    ttl: {
      AccessToken: 3600,
      Grant: 3600,
      IdToken: () => behavior.idTokenSeconds,
      Interaction: 3600,
      RefreshToken: 3600,
      Session: 3600,
    },
    // Nobody is asked whether this page may know them.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ accountId: oidc.session?.accountId, clientId: oidc.client?.clientId });
      grant.addOIDCScope("openid email profile offline_access");
      await grant.save();
      return grant;
    },
    clientBasedCORS: (_, origin) => new URL(pageUrl).origin === origin,
  };
}

/** Asks whether somebody wants to sign out. */
async function logoutSource(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  ctx.body = `<!doctype html><title>Sign out</title>${form}
    <button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`;
}

/** A page on which people say who they are. */
async function choose(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  names: readonly string[],
): Promise<void> {
  if (request.method === "GET") {
    const buttons = [...names, "Cancel"].map((name) => `<button name="who" value="${name}">${name}</button>`);
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><title>Sign in</title><form method="post">${buttons.join("")}</form>`);
    return;
  }
  const who = new URLSearchParams(await text(request)).get("who") ?? "";
  const result = who === "Cancel" ? { error: "access_denied" } : { login: { accountId: who } };
  await provider.interactionFinished(request, response, result);
}
