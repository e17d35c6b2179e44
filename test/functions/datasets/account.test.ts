import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkToken, checkWorkspace } from "../../../functions/datasets/account.ts";
import { type Sandbox, startSandbox } from "../../../local/sandbox/sandbox.ts";

const TOKEN = "the-token";
let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "account-test-"));
  sandbox = await startSandbox({ port: 0, folder, token: TOKEN });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => sandbox.faults.clear());

describe("the service's account calls", () => {
  it("accept a token that the service knows, and a base URL with a slash at its end", async () => {
    await checkToken(sandbox.url, TOKEN);
    await checkWorkspace(`${sandbox.url}/`, "w", TOKEN);
    expect(sandbox.requests.slice(-2).map(({ path, status }) => [path, status])).toEqual([
      ["/api/v1/users/me/", 200],
      ["/api/v1/workspaces/w/", 200],
    ]);
  });

  it("refuse any other token", async () => {
    const refused = { name: "DatasetServiceTokenRefused", status: 401 };
    await expect(checkToken(sandbox.url, "another")).rejects.toMatchObject(refused);
    await expect(checkWorkspace(sandbox.url, "w", "another")).rejects.toMatchObject(refused);
  });

  it.each([401, 403, 404])("report the workspace that is answered %i, and no other", async (status) => {
    sandbox.faults.set([{ call: "workspace", workspace: "w", fault: { kind: "status", status } }]);
    await expect(checkWorkspace(sandbox.url, "w", TOKEN)).rejects.toMatchObject({
      status,
      message: expect.stringContaining("Could not read workspace w"),
    });
    await checkWorkspace(sandbox.url, "another", TOKEN);
    await checkToken(sandbox.url, TOKEN);
  });

  it("keep a workspace's name in one segment of the path", async () => {
    await checkWorkspace(sandbox.url, "a/../b?c", TOKEN);
    expect(sandbox.requests.at(-1)?.path).toMatch(/^\/api\/v1\/workspaces\/[^/]+\/$/);
  });
});
