import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { FUNCTION_ENVIRONMENT } from "../../../bench/function-environment.ts";
import { bundleOf } from "../../../infra/bundles.ts";

interface Result {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const SUB = "subject-of-ann";
const EXP = 1_900_000_000;
const claims = { sub: SUB, exp: EXP, email: "ann@example.com", groups: ["red team", "others"] };
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmF0dXJl`;
/** As API Gateway passes them on. */
const verified = { sub: SUB, exp: String(EXP), email: "ann@example.com", groups: "[red team others]" };

function event(path: string, authorizer?: object, headers: object = { authorization: `Bearer ${token}` }) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: path === "/api/drops" ? "search=searched-for" : "",
    headers: { host: "page.example.com", "accept-encoding": "gzip, br", ...headers },
    requestContext: {
      domainName: "page.example.com",
      http: { method: "GET", path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      ...(authorizer && { authorizer }),
    },
    isBase64Encoded: false,
  };
}

const EVENTS = {
  shell: event("/", undefined, {}),
  session: event("/api/session", { jwt: { claims: verified, scopes: null } }),
  unverified: event("/api/session"),
  forged: event("/api/session", { jwt: { claims: { ...verified, sub: "somebody else" }, scopes: null } }),
  failing: event("/api/drops", { jwt: { claims: verified, scopes: null } }),
};

let results: Record<keyof typeof EVENTS, Result>;
let log: string;

beforeAll(async () => {
  const script = fileURLToPath(new URL("invoke-page.ts", import.meta.url));
  const bundle = pathToFileURL(join(bundleOf("page"), "index.mjs")).href;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [script, bundle, JSON.stringify(Object.values(EVENTS))],
    {
      env: {
        ...FUNCTION_ENVIRONMENT,
        ACCESS: JSON.stringify({ "red team": ["w1"] }),
        WORKSPACES: JSON.stringify([{ id: "w1", prefix: "red" }, { id: "w2" }]),
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        // Nobody listens there.
        AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1",
      },
    },
  );
  const lines = stdout.split("\n");
  const answers = lines.filter((line) => line.startsWith("RESULT ")).map((line) => JSON.parse(line.slice(7)));
  log = [...lines.filter((line) => !line.startsWith("RESULT ")), stderr].join("\n");
  results = Object.fromEntries(Object.keys(EVENTS).map((name, index) => [name, answers[index]])) as typeof results;
});

const bodyOf = ({ body, isBase64Encoded, headers }: Result) => {
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  return (headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
};

describe("the page function", () => {
  it("answers what API Gateway passes on", () => {
    expect(results.shell.statusCode).toBe(200);
    expect(bodyOf(results.shell)).toContain('<div id="app">');
    expect(results.shell.headers["content-security-policy"]).toContain(
      "connect-src 'self' https://drops.s3.us-east-1.amazonaws.com https://login.example.com;",
    );
  });

  it("knows a person by the token that the authorizer verified", () => {
    expect(results.session.statusCode).toBe(200);
    expect(JSON.parse(bodyOf(results.session))).toMatchObject({
      person: "ann@example.com",
      workspaces: [{ id: "w1", label: "red", prefix: "red/" }],
    });
  });

  it("knows nobody without an authorizer, or with another one's claims", () => {
    expect(results.unverified.statusCode).toBe(401);
    expect(results.forged.statusCode).toBe(401);
  });

  it("counts and logs an error, without the token and what somebody asked for", () => {
    expect(results.failing.statusCode).toBe(500);
    const lines = log.split("\n").filter((line) => line.startsWith("{"));
    const [error] = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === "ERROR");
    expect(error).toMatchObject({
      message: "Request failed",
      method: "GET",
      path: "/api/drops",
      function_request_id: "r1",
    });
    expect(log).toContain('"PageErrors":1');
    for (const secret of [token, "c2lnbmF0dXJl", "searched-for", "X-Amz-Signature"]) expect(log).not.toContain(secret);
  });
});
