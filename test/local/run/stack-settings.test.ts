import { expect, it } from "vitest";
import { folderDefinition } from "../../../functions/drops/folder-definition.ts";
import { readResources } from "../../../local/cloud/resources.ts";
import { synthesize } from "../../../local/cloud/synthesize.ts";
import { readTemplate } from "../../../local/cloud/template.ts";
import { readStackSettings } from "../../../local/run/stack-settings.ts";

async function readBack(settings: Record<string, unknown>) {
  const { stackName, template } = await readTemplate(await synthesize(settings));
  return readStackSettings({ resources: readResources(template, stackName) });
}

it("a stack's settings are read as they were set, folders with their schemas among them", async () => {
  const animals = {
    name: "Animals",
    workspaceId: "w1",
    files: "one-dataset",
    schema: {
      strict: true,
      fields: {
        question: { type: "text", label: "Which one?" },
        clip: { type: "audio_url" },
        of: { type: "metadata" },
      },
    },
  };
  const plain = { schema: { fields: { text: { type: "text" } } } };
  const settings = await readBack({
    workspaces: [{ id: "w1", prefix: "reviews" }, { id: "w2", prefix: "survey" }, { id: "w3" }],
    defaultWorkspaceId: "w2",
    folders: { animals, "reviews/plain": plain },
    severities: { "duplicate-row": "error" },
    limits: { dropsPerMinute: 7 },
  });
  expect(settings).toEqual({
    dropsPerMinute: 7,
    severities: { "duplicate-row": "error" },
    folders: new Map([
      ["animals", folderDefinition.parse(animals)],
      ["reviews/plain", folderDefinition.parse(plain)],
    ]),
    workspaces: [
      { id: "w2", label: "survey", prefix: "" },
      { id: "w1", label: "reviews", prefix: "reviews/" },
      { id: "w3", label: "w3", prefix: "w3/" },
    ],
  });
  expect([...(settings.folders.get("animals")?.schema.fields.keys() ?? [])]).toEqual(["question", "clip", "of"]);
});

it("a stack without folders and workspaces has none", async () => {
  const { folders, workspaces } = await readBack({ workspaces: [], folders: {} });
  expect({ folders, workspaces }).toEqual({ folders: new Map(), workspaces: [] });
});
