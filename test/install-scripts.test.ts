import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const readJson = async (name: string) => JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), "utf8"));

it("package.json allows the install scripts of the packages that have some, so that npm ci warns of none", async () => {
  const { allowScripts } = await readJson("package.json");
  const { packages }: { packages: Record<string, { hasInstallScript?: true; optional?: true; os?: string[] }> } =
    await readJson("package-lock.json");
  const withScripts = Object.entries(packages)
    // A package for another system is not installed here, and npm doesn't look at it.
    .filter(([, { hasInstallScript, os }]) => hasInstallScript && (os === undefined || os.includes(process.platform)))
    .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
  expect(Object.keys(allowScripts).sort()).toEqual([...new Set(withScripts)].sort());
  expect(new Set(Object.values(allowScripts))).toEqual(new Set([true]));
});
