import { readFile } from "node:fs/promises";
import type { Page, Route } from "playwright-core";
import { describe, expect, it } from "vitest";
import { WORKSPACE } from "../local/pipeline.ts";
import { hasBrowser } from "./browser.ts";
import { csvFile, type GivenFile } from "./given-files.ts";
import { openPageForEachTest } from "./page-for-each-test.ts";
import { says, seen } from "./visible-text.ts";
import type { RunningWeb } from "./web-pipeline.ts";

const jsonLines = (name: string, ...records: unknown[]): GivenFile => ({
  name,
  mimeType: "application/x-ndjson",
  buffer: Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join("")),
});

describe.skipIf(!hasBrowser)("typed folders on the page", () => {
  let web: RunningWeb;
  let page: Page;
  /** What was asked of other servers. */
  let outside: string[];

  openPageForEachTest(
    async (opened) => {
      ({ web, page } = opened);
      outside = [];
      await page.route(/^https:/, (route) => {
        outside.push(route.request().url());
        return route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
      });
    },
    { pipeline: { settings: { workspaces: [{ id: WORKSPACE, prefix: "reviews" }, { id: "interviews" }] } } },
  );

  const trayFile = (name: string) => page.locator(".tray-file", { hasText: name });
  const row = (name: string) => page.locator("tr.drop", { has: page.getByRole("link", { name, exact: true }) }).first();
  const field = (number: number) => page.getByRole("group", { name: `Field ${number}`, exact: true });

  /** Fills in the form for a folder whose files become datasets of these fields. */
  async function fillIn(folder: string, fields: readonly (readonly [name: string, type: string, label?: string])[]) {
    await page.getByRole("link", { name: "Typed folders" }).click();
    await page.getByRole("link", { name: "New folder" }).click();
    await page.getByLabel("Folder name").fill(folder);
    for (const [index, [name, type, label = ""]] of fields.entries()) {
      if (index > 0) await page.getByRole("button", { name: "Add field" }).click();
      await field(index + 1)
        .getByLabel("Name")
        .fill(name);
      await field(index + 1)
        .getByLabel("Type")
        .selectOption({ label: type });
      await field(index + 1)
        .getByLabel("Label")
        .fill(label);
    }
  }

  async function save(): Promise<void> {
    await page.getByRole("button", { name: "Save" }).click();
    await says(page.locator(".verdict"), /accepted/i);
  }

  /** Defines a folder as the command line would. */
  async function define(path: string, definition: unknown): Promise<void> {
    const { report } = await web.pipeline.drop(`incoming/${path}/_dataset.json`, JSON.stringify(definition));
    expect(report.outcome).toBe("accepted");
  }

  async function chooseFolder(label: string): Promise<void> {
    await page.getByRole("combobox", { name: "Folder", exact: true }).selectOption({ label });
  }

  async function openDrop(name: string, outcome: RegExp): Promise<void> {
    await says(row(name), outcome);
    await row(name).getByRole("link").click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  }

  it("are written in a form, and take CSV and JSON Lines", async () => {
    // Filters for what there is nothing of are left out.
    const ofTyped = page.getByRole("radio", { name: /^(Partial|Definitions)/ });
    expect(await ofTyped.count()).toBe(0);
    await fillIn("animals", [
      ["question", "Text", "What do you see?"],
      ["picture", "Image"],
      ["source", "Metadata, hidden"],
    ]);
    await page.getByLabel("Dataset name").fill("Animals");
    await says(page.locator(".folder-fields"), /Each dataset's name starts with it: "Animals: monday"\./);
    await page.getByRole("radio", { name: "One dataset for the folder" }).check();
    await page.getByRole("checkbox", { name: /^Strict/ }).check();
    await page.getByText("Show the JSON").click();
    expect(JSON.parse(await seen(page.locator(".definition-text pre")))).toEqual({
      name: "Animals",
      workspaceId: WORKSPACE,
      files: "one-dataset",
      schema: {
        strict: true,
        fields: {
          question: { type: "text", label: "What do you see?" },
          picture: { type: "image_url" },
          source: { type: "metadata" },
        },
      },
    });
    await save();
    await says(page.locator(".definition .fields"), /question\s+What do you see\?\s+Text/);

    await page.getByRole("link", { name: "dropset" }).click();
    await page.getByRole("radio", { name: /^Definitions 1/ }).waitFor();
    expect(await ofTyped.count()).toBe(1);
    await page
      .locator("input[type=file]")
      .setInputFiles([
        csvFile("cats.csv", "question,picture,source\nWhat is it?,https://pictures.example/1.svg,web\n"),
        jsonLines("dogs.jsonl", { question: "And this?", picture: "https://pictures.example/2.png", source: "book" }),
      ]);
    await says(
      trayFile("dogs.jsonl"),
      /would be rejected[\s\S]*JSON Lines files go to a typed folder[\s\S]*Upload it to a typed folder, whose fields are its schema\./,
    );
    await chooseFolder("animals (Animals)");
    await says(trayFile("dogs.jsonl"), /^(?!.*would be rejected)[\s\S]*valid/);
    await page.getByRole("button", { name: "Upload all 2 valid files" }).click();
    await says(row("animals/cats.csv"), /ready/i);
    await says(row("animals/dogs.jsonl"), /ready/i);
    expect(web.pipeline.sandbox.datasets().filter(({ name }) => name === "Animals")).toHaveLength(1);

    await openDrop("animals/dogs.jsonl", /ready/i);
    await says(page.locator(".facts").first(), /Records\s+1 added, 0 there already, 0 refused/);
    await says(page.locator(".facts").first(), /Fields defined in\s+the folder's _dataset\.json/);
    await says(page.locator(".task-card"), /What do you see\?\s+And this\?/);
  });

  it("check a file again for the fields of another folder", async () => {
    await define("check/a", { workspaceId: WORKSPACE, schema: { strict: true, fields: { a: { type: "text" } } } });
    await define("check/b", { workspaceId: WORKSPACE, schema: { strict: true, fields: { b: { type: "text" } } } });
    await page.locator("input[type=file]").setInputFiles([csvFile("again.csv", "a\nx\n")]);
    await says(trayFile("again.csv"), /valid/);
    await chooseFolder("check/b");
    await says(trayFile("again.csv"), /would be rejected/);
    await chooseFolder("check/a");
    await says(trayFile("again.csv"), /^(?!.*would be rejected)[\s\S]*valid/);
  });

  it("make files of one name one dataset where all become one, so that nothing is said of their names", async () => {
    const schema = { fields: { a: { type: "text" } } };
    await define("together", { workspaceId: WORKSPACE, files: "one-dataset", schema });
    await define("apart", { workspaceId: WORKSPACE, schema });
    const second = page.locator(".tray-file").nth(1);
    await page
      .locator("input[type=file]")
      .setInputFiles([csvFile("same.csv", "a\nx\n"), csvFile("same.csv", "a\ny\n")]);
    await says(second, /Same name as a file above/);
    await chooseFolder("together");
    await says(second, /^(?!.*Same name)[\s\S]*valid/);
    await chooseFolder("apart");
    await says(second, /Same name as a file above/);
  });

  it("keep files of one name apart in different folders", async () => {
    await define("away", { workspaceId: WORKSPACE, schema: { fields: { a: { type: "text" } } } });
    // The first one is on its way for as long as this test wants.
    const held: Route[] = [];
    await page.route(`${web.pipeline.cloud.endpoint}/**`, async (route) => {
      if (route.request().method() === "PUT") held.push(route);
      else await route.continue();
    });
    const rows = page.locator(".tray-file");
    await page.locator("input[type=file]").setInputFiles([csvFile("same.csv", "a\nx\n")]);
    await chooseFolder("away");
    await page.getByRole("button", { name: /^Upload/ }).click();
    await expect.poll(() => held.length).toBe(1);
    await page.locator("input[type=file]").setInputFiles([csvFile("same.csv", "a\ny\n")]);
    await says(rows.nth(1), /Same name as a file above/);
    await chooseFolder("None");
    await says(rows.nth(1), /^(?!.*Same name)[\s\S]*valid/);
    await rows
      .nth(1)
      .getByRole("button", { name: /^Upload/ })
      .click();
    await expect.poll(() => held.length).toBe(2);
    await Promise.all(held.map((route) => route.continue()));
    await says(row("away/same.csv"), /ready/i);
    await says(row("same.csv"), /ready/i);
  });

  it("load an image only when somebody asks for it", async () => {
    await define("pictures", { workspaceId: WORKSPACE, schema: { fields: { picture: { type: "image_url" } } } });
    await page
      .locator("input[type=file]")
      .setInputFiles([csvFile("one.csv", "picture\nhttps://pictures.example/9.svg\n")]);
    await chooseFolder("pictures");
    await trayFile("one.csv")
      .getByRole("button", { name: /^Preview/ })
      .click();
    await trayFile("one.csv").locator(".column-type").waitFor();
    const show = page.getByRole("button", { name: /^Show image.*9\.svg$/ });
    await show.waitFor();
    expect(outside).toEqual([]);
    expect(await page.locator("main img").count()).toBe(0);
    await show.click();
    await page.locator("main img[referrerpolicy=no-referrer]").waitFor();
    await expect.poll(() => outside).toEqual(["https://pictures.example/9.svg"]);
    await page.getByRole("button", { name: /^Hide image/ }).click();
    expect(await page.locator("main img").count()).toBe(0);
  });

  it("offer the rows that the service refused", async () => {
    await define("partial", {
      workspaceId: WORKSPACE,
      files: "one-dataset",
      schema: { fields: { text: { type: "text" } } },
    });
    web.pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "import", ends: "partial", reject: [0] } }]);
    await web.pipeline.drop("incoming/partial/rows.csv", "text\nbad\nfine\nfine too\n");
    await web.pipeline.drop("incoming/partial/records.jsonl", '{"text":"one"}\n{"text":"two"}\n');
    web.pipeline.sandbox.faults.clear();

    for (const [name, type, content] of [
      ["rows.csv", "text/csv", "text\nbad\n"],
      ["records.jsonl", "application/x-ndjson", '{"text":"one"}\n'],
    ] as const) {
      await page.goto(web.url);
      await page.getByRole("radio", { name: /^Partial/ }).check();
      await openDrop(`partial/${name}`, /partial/i);
      await page.getByText(/The service refused 1 row\. Fix these rows in the file of refused rows/).waitFor();
      await page.getByRole("heading", { name: "Fix this problem" }).waitFor();
      expect(await page.getByText("Download these rows as CSV").count()).toBe(0);
      const button = page.getByRole("button", { name: "Download refused rows" });
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      expect(download.suggestedFilename()).toBe(name.replace(".", " refused rows."));
      expect(await readFile(await download.path(), "utf8")).toBe(content);
      const { headers } = await fetch(download.url());
      expect(headers.get("content-type")).toBe(`${type}; charset=utf-8`);
      expect(headers.get("content-disposition")).toMatch(/^attachment;/);
    }
  });

  it("are proposed from a file, without uploading it", async () => {
    await page.goto(`${web.url}/folders/new`);
    await page
      .getByLabel("Propose from a file")
      .setInputFiles([
        jsonLines("clips.jsonl", { review_text: "x", clip: "https://x.example/a.mp3", META_source: "y" }),
      ]);
    await says(page.locator(".propose"), /3 fields proposed from 1 record of clips\.jsonl\. .* Check each field\./);
    expect(await field(1).getByLabel("Label").inputValue()).toBe("Review text");
    expect(await field(2).getByLabel("Type").inputValue()).toBe("audio_url");
    await says(field(2), /Its only value is the URL of a sound\./);
    expect(await field(3).getByLabel("Type").inputValue()).toBe("metadata");
    expect(await page.getByRole("checkbox", { name: /^Strict/ }).isChecked()).toBe(true);
  });

  it("show mistakes at their field, and can be edited", async () => {
    await fillIn("interviews", [
      ["a", "Metadata, hidden"],
      ["a", "Task group"],
      ["b", "Task group"],
    ]);
    await says(field(2), /Another field has this name already/);
    await field(2).getByLabel("Name").fill("c");
    await says(page.locator("main"), /Only one field can be the task_group_id/);
    await says(page.locator(".folder-fields"), /A workspace has this name/);
    await page.getByLabel("Folder name").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("form-folder");
    await page.getByLabel("Workspace").selectOption({ label: "interviews" });
    await page.getByLabel("Folder name").fill("round 2");
    await field(1).getByLabel("Type").selectOption({ label: "Text" });
    await field(2).getByLabel("Type").selectOption({ label: "Audio" });
    await page.getByRole("button", { name: "Move field 3 up" }).click();
    await page.getByRole("button", { name: "Remove field 1" }).click();
    await save();
    await page.getByRole("heading", { level: 1, name: "interviews/round 2/_dataset.json" }).waitFor();

    await page.getByRole("link", { name: "Edit this folder" }).click();
    await page.getByRole("heading", { level: 1, name: "Edit interviews/round 2" }).waitFor();
    expect(await field(1).getByLabel("Name").inputValue()).toBe("b");
    await field(2).getByLabel("Label").fill("Listen");
    await save();
    await says(page.locator(".definition .fields"), /b\s[\s\S]*Task group\s+c\s+Listen\s+Audio/);
  });

  it("show hostile names, labels and values as text", async () => {
    const hostile = `<img src=x onerror="globalThis.ran=1">`;
    await fillIn(`bad ${hostile.replaceAll("/", "")}`, [
      [hostile, "Text", `${hostile} label`],
      ["picture", "Image"],
    ]);
    await page.getByLabel("Dataset name").fill(hostile);
    await save();
    const path = `bad ${hostile}`;
    await says(page.locator(".definition .fields"), /onerror="globalThis\.ran=1"> label/);
    await page.getByRole("link", { name: "dropset" }).click();
    await page
      .locator("input[type=file]")
      .setInputFiles([
        jsonLines("hostile.jsonl", { [hostile]: hostile, picture: `https://x.example/"onerror=alert(1) ` }),
      ]);
    await chooseFolder(`${path} (${hostile})`);
    await says(trayFile("hostile.jsonl"), /would be rejected/);
    expect(await seen(trayFile("hostile.jsonl"))).toContain(`${hostile} label`);
    await trayFile("hostile.jsonl")
      .getByRole("button", { name: /^Upload anyway/ })
      .click();
    await openDrop(`${path}/hostile.jsonl`, /rejected/i);
    await says(page.locator(".task-card"), /onerror="globalThis\.ran=1">/);
    await page.getByRole("link", { name: "Typed folders" }).click();
    await says(page.locator(".folder-list"), /<img src=x/);
    expect(await page.evaluate("globalThis.ran")).toBeUndefined();
    expect(await page.locator("main img").count()).toBe(0);
    expect(outside).toEqual([]);
  });

  it("are listed for the browser with their fields, those with mistakes too", async () => {
    await web.pipeline.drop("incoming/mistaken/_dataset.json", "{");
    const answer = await fetch(`${web.url}/api/folders`);
    expect(await answer.json()).toContainEqual(
      expect.objectContaining({ path: "mistaken", source: "file", definition: null }),
    );
    await page.getByRole("link", { name: "Typed folders" }).click();
    const item = page.locator(".folder-list li", { hasText: "mistaken" });
    await says(item, /Its definition has 1 mistake/);
    await item.getByRole("link", { name: /^Edit/ }).click();
    await says(page.locator(".unread"), /The file is not JSON/);
  });
});
