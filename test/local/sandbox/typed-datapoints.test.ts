import { expect, it } from "vitest";
import { API } from "./client.ts";
import { jsonl, SCHEMA, TypedClient } from "./typed-client.ts";

const client = new TypedClient();
const page = async (id: string, path: string) => (await client.call("GET", `${API}/${id}/${path}`)).body;

it("a datapoint shows its values with types and labels, in the schema's order, and hides the others", async () => {
  const id = await client.createTyped(SCHEMA);
  await client.ended(id, jsonl({ source: "s", group: "g", picture: "https://x.org/a.png", question: "q" }), "r.jsonl");
  expect(await page(id, "datapoints")).toEqual({
    dataset_id: id,
    total: 1,
    offset: 0,
    limit: 100,
    datapoints: [
      {
        row: 1,
        visible: [
          { field: "question", type: "text", label: "Question", value: "q" },
          { field: "picture", type: "image_url", label: "picture", value: "https://x.org/a.png" },
          { field: "clip", type: "audio_url", label: "clip", value: null },
          { field: "film", type: "video_url", label: "film", value: null },
        ],
        hidden: [
          { field: "source", type: "metadata", label: "source", value: "s" },
          { field: "group", type: "task_group_id", label: "group", value: "g" },
        ],
      },
    ],
  });
});

it("pages go over the records of all imports that have ended", async () => {
  const id = await client.createTyped();
  await client.ended(id, "question\n1\n2\n");
  await client.ended(id, "nothing\n1\n");
  await client.append(id, jsonl({ question: "3" }));
  await client.ended(id, "question\n2\n4\n5\n");
  client.sandbox.faults.set([{ call: "upload", fault: { kind: "import", ends: "processing" } }]);
  await client.import(id, "question\n6\n");
  const values = [];
  for (const offset of [0, 2, 4, 6]) {
    const { total, datapoints } = await page(id, `datapoints?limit=2&offset=${offset}`);
    expect(total).toBe(5);
    for (const { row, visible } of datapoints) values.push([row, visible[0].value]);
  }
  expect(values).toEqual([1, 2, 3, 4, 5].map((row) => [row, String(row)]));
  expect((await client.call("GET", `${API}/${id}/datapoints?limit=0`)).status).toBe(400);
});

it("a dataset without records has none to show", async () => {
  const id = await client.createTyped();
  expect(await page(id, "datapoints")).toMatchObject({ total: 0, datapoints: [] });
  expect(await page(id, "task-groups")).toMatchObject({ grouped_by: "datapoint", count: 0, task_groups: [] });
});

it("task groups are those of the group field, whatever its name and tasks_per_group are", async () => {
  const id = await client.createTyped({ fields: { a: { type: "text" }, "1": { type: "task_group_id" } } });
  await client.ended(id, "a,1\nx,two\ny,one\n");
  await client.append(id, jsonl({ a: "z", 1: "two" }, { a: "without" }));
  expect(client.sandbox.datasets()).toMatchObject([{ hasGroupingId: true }]);
  expect(await page(id, "task-groups?tasks_per_group=3")).toMatchObject({
    grouped_by: "task_group_id",
    count: 3,
    task_groups: [
      { id: "two", size: 2, rows: [1, 3] },
      { id: "one", size: 1, rows: [2] },
      { id: "", size: 1, rows: [4] },
    ],
  });
});

it("without a group field, META_TASK_GROUP_ID has no meaning, and groups are made by tasks_per_group", async () => {
  const id = await client.createTyped({ fields: { META_TASK_GROUP_ID: { type: "text" } } });
  await client.ended(id, "META_TASK_GROUP_ID\na\nb\nc\n");
  const { grouped_by, task_groups } = await page(id, "task-groups?tasks_per_group=2");
  expect(grouped_by).toBe("tasks_per_group");
  expect(task_groups.map(({ size }: { size: number }) => size)).toEqual([2, 1]);
  expect((await client.call("GET", `${API}/${id}/task-groups?tasks_per_group=0`)).status).toBe(400);
});
