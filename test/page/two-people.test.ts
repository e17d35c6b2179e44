import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DropChanges, DropsPage, ReceivedDrop, UploadTicket } from "../../functions/page/page-types.ts";
import { type Pipeline, startPipeline, WORKSPACE } from "../local/pipeline.ts";

const key = await generateKeyPair("RS256");
const another = await generateKeyPair("RS256");

let pipeline: Pipeline;
let provider: Server;
let issuer: string;

// As a provider would: two people of different workspaces, and a page that asks who they are.
beforeAll(async () => {
  const keys = [{ ...(await exportJWK(key.publicKey)), kid: "one", use: "sig", alg: "RS256" }];
  provider = createServer(({ url = "" }, response) => {
    response.end(JSON.stringify(url === "/keys" ? { keys } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  pipeline = await startPipeline({
    signIn: true,
    settings: {
      workspaces: [
        { id: WORKSPACE, prefix: "red" },
        { id: "blues", prefix: "blue" },
      ],
      page: { issuer, clientId: "page", access: { "The Reds": [WORKSPACE], "The Blues": ["blues"] } },
    },
  });
});
afterAll(async () => {
  await pipeline?.stop();
  provider?.close();
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const claims = (group: string, more: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  aud: "page",
  sub: group,
  email: `${group.replace(/\W/g, "").toLowerCase()}@example.com`,
  groups: [group],
  iat: seconds(-60),
  exp: seconds(600),
  ...more,
});
const sign = (payload: JWTPayload, signer = key.privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(signer);
const red = () => sign(claims("The Reds"));
const blue = () => sign(claims("The Blues"));

async function ask(token: string | undefined, method: string, path: string, body?: unknown): Promise<Response> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${pipeline.cloud.apiEndpoint}/api${path}`, {
    method,
    headers: { "content-type": "application/json", ...authorization },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const asked = async <T>(...request: Parameters<typeof ask>) => (await (await ask(...request)).json()) as T;

/** Uploads a file as a person's browser does, and waits for its report. */
async function upload(token: string, name: string, workspaceId: string): Promise<ReceivedDrop> {
  const body = "id,a\n1,x\n";
  const wanted = { name, size: body.length, type: "text/csv", workspaceId };
  const ticket = await asked<Extract<UploadTicket, { kind: "single" }>>(token, "POST", "/uploads", wanted);
  const sent = await fetch(ticket.url, { method: "PUT", body, headers: ticket.headers });
  const versionId = sent.headers.get("x-amz-version-id") ?? "";
  const drop = await asked<ReceivedDrop>(token, "POST", "/uploads/complete", { key: ticket.key, versionId });
  await pipeline.follower.answer({ bucket: pipeline.bucket, key: ticket.key, versionId });
  return drop;
}

describe("two people of different workspaces", () => {
  it("see their own drops, which say who uploaded them, and nothing of each other's", async () => {
    const before = new Date(Date.now() - 60_000).toISOString();
    const ofRed = await upload(await red(), "of red.csv", WORKSPACE);
    const ofBlue = await upload(await blue(), "of blue.csv", "blues");
    expect([ofRed.key, ofBlue.key]).toEqual(["incoming/red/of red.csv", "incoming/blue/of blue.csv"]);

    for (const [token, own, other] of [
      [await red(), ofRed, ofBlue],
      [await blue(), ofBlue, ofRed],
    ] as const) {
      const { drops } = await asked<DropsPage>(token, "GET", "/drops");
      expect(drops.map(({ id }) => id)).toEqual([own.id]);
      expect(drops[0]?.droppedBy).toMatch(/^the(?:reds|blues)@example\.com$/);
      const changes = await asked<DropChanges>(token, "GET", `/changes?since=${before}`);
      expect(new Set(changes.drops.map(({ id }) => id))).toEqual(new Set([own.id]));
      expect((await ask(token, "GET", `/drops/${own.id}`)).status).toBe(200);

      const notThere: Parameters<typeof ask>[] = [
        [token, "GET", `/drops/${other.id}`],
        [token, "GET", `/drops/${other.id}/excerpts`],
        [token, "GET", `/drops/${other.id}/datapoints`],
        [token, "POST", `/drops/${other.id}/downloads`, { kind: "file" }],
        [token, "POST", `/drops/${other.id}/downloads`, { kind: "report" }],
        [token, "POST", "/uploads/complete", { key: other.key, versionId: "1" }],
        [token, "POST", "/uploads/parts", { key: other.key, uploadId: "1", parts: [{ number: 1, bytes: 5 }] }],
        [token, "POST", "/uploads/parts-done", { key: other.key, uploadId: "1" }],
        [token, "DELETE", "/uploads", { key: other.key, uploadId: "1" }],
      ];
      for (const request of notThere) expect([request[1], request[2], (await ask(...request)).status]).toContain(404);
    }
  });

  it("get no signature for a file in each other's folder", async () => {
    const file = { name: "a.csv", size: 9, type: "text/csv" };
    for (const place of [
      { workspaceId: "blues" },
      { folder: "blue" },
      { workspaceId: WORKSPACE, name: "../blue/a.csv" },
    ]) {
      const answer = await ask(await red(), "POST", "/uploads", { ...file, ...place });
      expect([400, 404]).toContain(answer.status);
      expect(await answer.text()).not.toContain("X-Amz-Signature");
    }
  });
});

describe("a request is refused", () => {
  const tokens: [string, () => Promise<string> | string | undefined][] = [
    ["without a token", () => undefined],
    ["with a token that another key signed", () => sign(claims("The Reds"), another.privateKey)],
    ["with a token of another provider", () => sign(claims("The Reds", { iss: "http://127.0.0.1:1" }))],
    ["with a token for another page", () => sign(claims("The Reds", { aud: "other" }))],
    ["with an expired token", () => sign(claims("The Reds", { iat: seconds(-600), exp: seconds(-60) }))],
    ["with a token that nobody signed", () => new UnsecuredJWT(claims("The Reds")).encode()],
    ["with a token whose claims were changed", async () => changed(await blue(), claims("The Reds"))],
  ];

  it.each(tokens)("%s", async (_, token) => {
    for (const [method, path] of [
      ["GET", "/session"],
      ["GET", "/drops"],
      ["POST", "/uploads"],
    ] as const) {
      const answer = await ask(await token(), method, path, method === "POST" ? {} : undefined);
      expect([answer.status, await answer.json()]).toEqual([401, { message: "Unauthorized" }]);
    }
  });

  it("of somebody who is in no group, with whom to ask", async () => {
    const answer = await ask(await sign(claims("The Greens")), "GET", "/session");
    expect([answer.status, await answer.json()]).toEqual([403, { message: expect.stringMatching(/no workspace/) }]);
  });
});

function changed(token: string, payload: JWTPayload): string {
  const [head, , signature] = token.split(".");
  return [head, Buffer.from(JSON.stringify(payload)).toString("base64url"), signature].join(".");
}
