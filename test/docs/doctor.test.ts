import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { PERMISSIONS } from "../../cli/doctor/permissions.ts";

it("docs/deploy.md lists the permissions of dropset doctor, and no others", async () => {
  const page = await readFile(new URL("../../docs/deploy.md", import.meta.url), "utf8");
  const rowOf = (command: string) => page.split("\n").find((line) => line.startsWith(`| ${command} `)) ?? "";
  const listed = [rowOf("all"), rowOf("`doctor`")].flatMap((row) => row.match(/\b[a-z0-9]+:[A-Z]\w+/g) ?? []);
  expect(listed.sort()).toEqual([...Object.keys(PERMISSIONS), "kms:Decrypt"].sort());
});
