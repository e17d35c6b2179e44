import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permutation } from "../../../local/sandbox/permutation.ts";
import { API, SandboxClient } from "./client.ts";

const client = new SandboxClient();
const numbered = (rows: number) => `id\n${Array.from({ length: rows }, (_, row) => row + 1).join("\n")}\n`;

async function groupsOf(content: string, query: string) {
  const id = await client.upload(content);
  await client.settled(id);
  return (await client.call("GET", `${API}/${id}/task-groups?${query}`)).body;
}

describe("task groups", () => {
  it("come in pages, which together are all of them", async () => {
    const id = await client.upload(numbered(25));
    await client.settled(id);
    const rows: number[] = [];
    for (const offset of [0, 2, 4, 6]) {
      const query = `tasks_per_group=4&limit=2&offset=${offset}`;
      const { body } = await client.call("GET", `${API}/${id}/task-groups?${query}`);
      expect(body).toMatchObject({ count: 7, grouped_by: "tasks_per_group" });
      for (const group of body.task_groups) rows.push(...group.rows);
    }
    expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, row) => row + 1));
  });

  it("at random are others with another seed, and the same with the same", async () => {
    const id = await client.upload(numbered(50));
    await client.settled(id);
    const ask = async (seed: string) =>
      (await client.call("GET", `${API}/${id}/task-groups?tasks_per_group=5&seed=${seed}`)).body;
    expect(await ask("a")).toEqual(await ask("a"));
    expect(await ask("a")).not.toEqual(await ask("b"));
  });

  it("by the column are in the order of their first rows, across pages too", async () => {
    const content = "id,META_TASK_GROUP_ID\n1,b\n2,a\n3,b\n4,c\n5,a\n6,\n";
    expect(await groupsOf(content, "tasks_per_group=2&offset=1&limit=2")).toMatchObject({
      grouped_by: "META_TASK_GROUP_ID",
      count: 4,
      task_groups: [
        { id: "a", size: 2, rows: [2, 5] },
        { id: "c", size: 1, rows: [4] },
      ],
    });
  });

  it("of more rows than can be looked at name their size, and the first rows", async () => {
    const { task_groups } = await groupsOf(numbered(3000), "tasks_per_group=3000");
    expect(task_groups).toMatchObject([{ size: 3000 }]);
    expect(task_groups[0].rows).toHaveLength(1000);
  });

  it.each(["tasks_per_group=0", "tasks_per_group=two", "limit=0", "limit=1001", "offset=-1"])(
    "are refused for %s, with the parameter's name",
    async (query) => {
      const { error } = await groupsOf(numbered(2), query);
      expect(error).toMatchObject({ status: 400, detail: [expect.stringContaining(`${query.split("=")[0]}: `)] });
    },
  );
});

it("datapoints come in pages, with their place in the file", async () => {
  const id = await client.upload("id,META_b\n1,x\n2,y\n3,z\n");
  await client.settled(id);
  const { body } = await client.call("GET", `${API}/${id}/datapoints?offset=1&limit=1`);
  expect(body).toEqual({
    dataset_id: id,
    total: 3,
    offset: 1,
    limit: 1,
    datapoints: [{ row: 2, visible: { id: "2" }, all: { id: "2", META_b: "y" } }],
  });
});

it("a shuffle of any size has each number once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.string(), (size, seed) => {
      const shuffled = new Set(Array.from({ length: size }, (_, index) => permutation(size, seed)(index)));
      expect(shuffled.size).toBe(size);
      expect(Math.max(...shuffled)).toBe(size - 1);
    }),
  );
});
