import { expect, it } from "vitest";
import { renderRulesPage } from "../../../functions/page/rules-page.ts";
import { renderShell, WORKERS } from "../../../functions/page/shell.ts";

it("a page names its script, its style, its icon and its workers, each by its path", async () => {
  const text = String(await renderShell((name) => `/assets/hash-${name}`));
  expect(text).toMatch(/^<!doctype html>\s*<html lang="en">/);
  expect(text).toContain("<title>dropset</title>");
  expect(text).toContain('<script type="module" src="/assets/hash-app.js"></script>');
  expect(text).toContain('<link rel="stylesheet" href="/assets/hash-style.css">');
  expect(text).toContain('<link rel="icon" href="/assets/hash-icon.svg">');
  expect(text).toContain('<div id="app"></div>');
  const [, workers = ""] = /<script type="application\/json" id="workers">(.*)<\/script>/.exec(text) ?? [];
  expect(JSON.parse(workers)).toEqual(Object.fromEntries(WORKERS.map((name) => [name, `/assets/hash-${name}`])));
});

it("a path cannot end the block of the workers", async () => {
  const text = String(await renderShell((name) => `</script><script>${name}`));
  const [, workers = ""] = /id="workers">(.*?)<\/script>/.exec(text) ?? [];
  expect(workers).not.toContain("<");
  expect(JSON.parse(workers)["check-worker.js"]).toBe("</script><script>check-worker.js");
});

it("goes by the files' own names where they have no others", async () => {
  expect(String(await renderShell())).toContain('src="/assets/app.js"');
});

it("the rules are a page without a script, with the markup of our own document", async () => {
  const text = String(await renderRulesPage("<h2>quote</h2>", (name) => `/assets/${name}`));
  expect(text).toContain("<title>Validation rules – dropset</title>");
  expect(text).toContain('<main class="prose"><h2>quote</h2></main>');
  expect(text).toContain('<a class="brand" href="/">dropset</a>');
  expect(text).not.toContain("<script");
});
