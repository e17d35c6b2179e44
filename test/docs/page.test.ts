import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../infra/settings/settings.ts";

const page = await readFile(new URL("../../docs/page.md", import.meta.url), "utf8");
const settings = [...page.matchAll(/^ {4}"page": \{[\s\S]*?\n {4}\}$/gm)].map(([text]) => JSON.parse(`{${text}}`));
const WORKSPACES = ["6278acb09062db3b35bcbeb0", "6278acb09062db3b35bcbeb1"].map((id) => ({ id }));

describe("docs/page.md", () => {
  it("shows settings that are allowed, for Entra, Okta, Cognito, and Google behind Cognito", () => {
    const allowed = settings.map((setting) => readSettings({ workspaces: WORKSPACES, ...setting }).page);
    expect(allowed.map((one) => new URL(one?.issuer ?? "").host.split(".").slice(-2).join("."))).toEqual([
      "microsoftonline.com",
      "okta.com",
      "amazonaws.com",
      "amazonaws.com",
    ]);
    expect(allowed.map((one) => one?.claim)).toEqual(["roles", "groups", "cognito:groups", "email"]);
  });

  it("shows access to workspaces that is allowed", () => {
    const [, access = ""] = /^ {4}"access": (\{[\s\S]*?\n {4}\})$/m.exec(page) ?? [];
    const given = { ...settings[0]?.page, access: JSON.parse(access) };
    expect(Object.keys(readSettings({ workspaces: WORKSPACES, page: given }).page?.access ?? {})).toHaveLength(3);
  });

  it("explains every setting of the page with its default, and no other", () => {
    const explained = [...page.matchAll(/^\| `page\.(\w+)` +\| (.*) \|$/gm)];
    const { page: all } = readSettings({ workspaces: WORKSPACES, ...settings[1] });
    expect(explained.map(([, name]) => name).sort()).toEqual(Object.keys(all ?? {}).sort());
    const { claim, memoryMb, throttle, scope } = readSettings({
      page: { issuer: "https://example.com", clientId: "page", access: { a: ["*"] } },
    }).page ?? { throttle: { perSecond: 0, burst: 0 } };
    const text = (name: string) => explained.find(([, one]) => one === name)?.[2] ?? "";
    expect(text("claim")).toContain(`\`${claim}\``);
    expect(text("scope")).toContain(`\`${scope}\``);
    expect(text("memoryMb")).toContain(String(memoryMb));
    expect(text("throttle")).toContain(`\`perSecond\`, ${throttle.perSecond})`);
    expect(text("throttle")).toContain(`\`burst\`, ${throttle.burst})`);
  });
});
