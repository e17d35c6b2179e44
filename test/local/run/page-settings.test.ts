import { expect, it } from "vitest";
import { pageSettings } from "../../../local/run/page-settings.ts";

it("a local page is open to the one person that the embedded cloud knows, and asks nobody to sign in", () => {
  expect(pageSettings({}, false)).toMatchObject({ access: { local: ["*"] } });
  // Whatever the deployed one is set to.
  expect(pageSettings({ page: { issuer: "https://login.example.com" } }, false)).toMatchObject({ clientId: "local" });
});

it("--sign-in has what cdk.json says of the page, and says where that belongs if there is nothing", () => {
  const page = { issuer: "https://login.example.com", clientId: "page", access: { staff: ["*"] } };
  expect(pageSettings({ page }, true)).toBe(page);
  expect(() => pageSettings({}, true)).toThrow(/--sign-in needs the setting page in cdk\.json/);
});
