import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readApi } from "../../../../local/cloud/http-api/definition.ts";
import type { HttpApiEvent } from "../../../../local/cloud/http-api/event.ts";
import { startHttpApi } from "../../../../local/cloud/http-api/http-api.ts";
import { jwtSignIn } from "../../../../local/cloud/http-api/jwt-authorizer.ts";
import { resourcesOf } from "../fragment.ts";
import { addPageApi } from "./page-api.ts";

const rsa = await generateKeyPair("RS256");
const other = await generateKeyPair("RS256");
const elliptic = await generateKeyPair("ES256");

const servers: Server[] = [];
/** The paths that the issuer was asked for. */
let asked: string[] = [];
let isDown = false;
let issuer: string;
let url: string;

beforeAll(async () => {
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: "rsa", use: "sig" },
    { ...(await exportJWK(elliptic.publicKey)), kid: "elliptic" },
  ];
  const provider = createServer(({ url: path = "" }, response) => {
    asked.push(path);
    if (isDown) return response.writeHead(503).end();
    const answer = path.startsWith("/keys") ? { keys } : { issuer, jwks_uri: `${issuer}/keys` };
    return response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  servers.push(provider);
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  url = await startApi();
});
afterAll(() => {
  for (const server of servers) server.close();
});
beforeEach(() => {
  asked = [];
  isDown = false;
});

/** An API whose function answers with its event. */
async function startApi(scopes: string[] = []): Promise<string> {
  const api = readApi(resourcesOf((stack) => void addPageApi(stack, { issuer, scopes })));
  if (!api) throw new Error("The template has no API.");
  const invoke = async (_: string, event: unknown) => event;
  const { port, server } = await startHttpApi({ port: 0, api, signIn: jwtSignIn(), invoke });
  servers.push(server);
  return `http://127.0.0.1:${port}`;
}

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const valid = (): JWTPayload => ({ iss: issuer, aud: "page", sub: "ann", iat: seconds(-1), exp: seconds(60) });
const sign = (claims: JWTPayload, key = rsa.privateKey, header: JWTHeaderParameters = { alg: "RS256", kid: "rsa" }) =>
  new SignJWT(claims).setProtectedHeader(header).sign(key);

async function ask(authorization: string | undefined, { at = url, path = "/api/session" } = {}) {
  const answer = await fetch(at + path, { headers: authorization === undefined ? {} : { authorization } });
  const body = JSON.parse(await answer.text());
  return { status: answer.status, challenge: answer.headers.get("www-authenticate"), body };
}
const claimsOf = (event: HttpApiEvent) => event.requestContext.authorizer?.jwt;

describe("the sign-in of the embedded HTTP API", () => {
  it("passes the token's claims on, each as a text, with the token as it was sent", async () => {
    const claims = { ...valid(), groups: ["a", "b"], email_verified: true, address: { city: "x", area: 1 } };
    const token = await sign(claims);
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, token]) {
      const { status, body } = await ask(authorization);
      expect(status).toBe(200);
      expect(claimsOf(body)).toEqual({
        claims: {
          iss: issuer,
          aud: "page",
          sub: "ann",
          iat: String(claims.iat),
          exp: String(claims.exp),
          groups: "[a b]",
          email_verified: "true",
          address: "map[area:1 city:x]",
        },
        scopes: null,
      });
      expect(body.headers.authorization).toBe(authorization);
    }
  });

  it("is not asked for on a public route, whatever token is sent", async () => {
    const { status, body } = await ask("Bearer nonsense", { path: "/" });
    expect([status, claimsOf(body)]).toEqual([200, undefined]);
    expect(asked).toEqual([]);
  });

  it("refuses a request without a token", async () => {
    for (const authorization of [undefined, "", "Bearer ", "Bearer"]) {
      const answer = await ask(authorization);
      expect(answer).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
      expect(answer.challenge).toMatch(/^Bearer/);
    }
  });

  it.each<[string, () => Promise<string> | string]>([
    ["is no token", () => "a.b.c"],
    ["is not signed", () => new UnsecuredJWT(valid()).encode()],
    ["is signed by another key", () => sign(valid(), other.privateKey)],
    ["names an unknown key", () => sign(valid(), rsa.privateKey, { alg: "RS256", kid: "unknown" })],
    ["names no key", () => sign(valid(), rsa.privateKey, { alg: "RS256" })],
    ["is signed with elliptic curves", () => sign(valid(), elliptic.privateKey, { alg: "ES256", kid: "elliptic" })],
    ["was changed", async () => (await sign(valid())).replace(/\.(.)/, (_, first) => `.${first === "e" ? "f" : "e"}`)],
    ["is another issuer's", () => sign({ ...valid(), iss: `${issuer}/` })],
    ["has no issuer", () => sign({ ...valid(), iss: undefined })],
    ["is for another audience", () => sign({ ...valid(), aud: "other" })],
    ["is for another audience, though of this client", () => sign({ ...valid(), aud: "other", client_id: "page" })],
    ["is of another client", () => sign({ ...valid(), aud: undefined, client_id: "other" })],
    ["is for nobody", () => sign({ ...valid(), aud: undefined })],
    ["has expired", () => sign({ ...valid(), exp: seconds(0) })],
    ["never expires", () => sign({ ...valid(), exp: undefined })],
    ["is not valid yet", () => sign({ ...valid(), nbf: seconds(60) })],
    ["was issued in the future", () => sign({ ...valid(), iat: seconds(60) })],
  ])("refuses a token that %s", async (_, token) => {
    const answer = await ask(`Bearer ${await token()}`);
    expect(answer).toMatchObject({
      status: 401,
      body: { message: "Unauthorized" },
      challenge: expect.stringMatching(/^Bearer scope="" error="invalid_token" error_description="[^"]+"$/),
    });
  });

  it.each<[string, JWTPayload]>([
    ["for more than this audience", { aud: ["other", "page"] }],
    ["of this client without an audience", { aud: undefined, client_id: "page" }],
    ["without a time of issue", { iat: undefined }],
    ["that became valid", { nbf: seconds(-1) }],
  ])("accepts a token %s", async (_, claims) => {
    expect((await ask(`Bearer ${await sign({ ...valid(), ...claims })}`)).status).toBe(200);
  });

  it("asks the issuer for its keys once, and again after it could not be reached", async () => {
    const at = await startApi();
    const token = `Bearer ${await sign(valid())}`;
    isDown = true;
    expect(await ask(token, { at })).toMatchObject({ status: 401, challenge: expect.stringContaining("discovery") });
    isDown = false;
    const answers = await Promise.all([ask(token, { at }), ask(token, { at }), ask(token, { at })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const configuration = "/.well-known/openid-configuration";
    expect(asked).toEqual([configuration, configuration, "/keys"]);
  });

  it("wants one of the route's scopes, and passes on those that the token has", async () => {
    const at = await startApi(["drops", "admin"]);
    const scopes = async (claims: JWTPayload) => {
      const answer = await ask(`Bearer ${await sign({ ...valid(), ...claims })}`, { at });
      return answer.status === 200 ? claimsOf(answer.body)?.scopes : [answer.status, answer.body, answer.challenge];
    };
    expect(await scopes({ scope: "openid drops" })).toEqual(["drops"]);
    expect(await scopes({ scp: ["admin", "drops"] })).toEqual(["drops", "admin"]);
    const forbidden = [403, { message: "Forbidden" }, 'Bearer scope="drops admin" error="insufficient_scope"'];
    expect(await scopes({ scope: "openid drops2" })).toEqual(forbidden);
    expect(await scopes({})).toEqual(forbidden);
  });
});
