import { readFile } from "node:fs/promises";
import { Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import * as z from "zod";
import { RECORD_INDEXES } from "../../functions/drops/records/record-table.ts";
import type { DropsetProps } from "../../infra/dropset.ts";
import { DropsetMetrics } from "../../infra/dropset-metrics.ts";
import { appWith, PAGE } from "../infra/stacks.ts";

const page = await readFile(new URL("../../docs/cost.md", import.meta.url), "utf8");

/** The rows below a table's header, as cells. */
function rowsBelow(header: string): string[][] {
  const [, after = ""] = page.split(header);
  const [table = ""] = after.split("\n\n", 1);
  return table
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.replaceAll("*", "").trim()),
    );
}

it.each(["for 1,000 files", "for an hour"])("docs/cost.md adds up what it costs %s", (unit) => {
  const [header = ""] = new RegExp(`^\\| what +\\| formula +\\| ${unit} +\\|$`, "m").exec(page) ?? [];
  const rows = rowsBelow(header);
  const [, , together = ""] = rows.find(([what]) => what === "together") ?? [];
  const sum = rows.filter(([what]) => what !== "together").reduce((all, [, , cost]) => all + Number(cost), 0);
  const digits = together.split(".")[1]?.length ?? 0;
  expect(sum.toFixed(digits)).toBe(together);
});

it("docs/cost.md adds up the write units of a record, with every index", () => {
  const [header = "", ...columns] = /^\| write +\|(.*)\|$/m.exec(page) ?? [];
  const names = (columns[0] ?? "").split("|").map((cell) => cell.replaceAll("`", "").trim());
  expect(names).toEqual(["table", ...Object.keys(RECORD_INDEXES), "together"]);
  let units = 0;
  for (const [write, ...cells] of rowsBelow(header)) {
    const numbers = cells.map(Number);
    const together = numbers.pop() ?? 0;
    expect([write, numbers.reduce((all, one) => all + one, 0)]).toEqual([write, together]);
    units += together;
  }
  expect(page).toContain(`${units} write units × 0.625 / 1,000,000`);
});

const alarm = z.object({
  Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional(),
});

/** What a stack has that costs something each month. */
async function countIn(settings: DropsetProps) {
  const { stacks } = await appWith({ "Dropset-test": settings });
  const [stack] = stacks;
  if (!stack) throw new Error("There is no stack.");
  const template = Template.fromStack(stack);
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
  const metrics = alarms.map(({ Properties }) => {
    const { Metrics } = alarm.parse(Properties);
    return Metrics ? Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
  });
  return {
    alarms: alarms.length,
    alarmMetrics: metrics.reduce((all, one) => all + one, 0),
    functions: Object.values(template.findResources("AWS::Lambda::Function")).filter(
      ({ Properties }) => Properties.Runtime === "nodejs24.x",
    ).length,
  };
}

it("docs/cost.md counts the alarms, their metrics and the functions' metrics that a stack has", async () => {
  const [stack, paged] = [await countIn({}), await countIn({ page: PAGE })];
  const measured = Object.getOwnPropertyNames(DropsetMetrics.prototype);
  const others = measured.filter((name) => !["constructor", "drops", "pageErrors"].includes(name)).length;
  // Ready, rejected and failed; the function for refused records only runs for typed datasets.
  const metrics = others + 3 + (stack.functions - 1);
  const numbersIn = (pattern: RegExp) => (pattern.exec(page) ?? []).slice(1).map(Number);
  const counted = numbersIn(/\| (\d+) alarm metrics × 0\.10: (\d+) alarms;/);
  expect(counted).toEqual([stack.alarmMetrics, stack.alarms]);
  expect(numbersIn(/\| (\d+) metrics × 0\.30,/)).toEqual([metrics]);
  expect(numbersIn(/The (\d+) metrics are those/)).toEqual([metrics]);
  expect(numbersIn(/up to (\d+): two more outcomes, and one more function\./)).toEqual([metrics + 3]);
  const added = paged.alarmMetrics - stack.alarmMetrics;
  expect(numbersIn(/\| with the page: (\d+) alarm metrics × 0\.10, (\d+) metrics/)).toEqual([added, 2]);
  expect(paged.functions - stack.functions).toBe(1);
});

it("docs/cost.md multiplies what it costs for each month", () => {
  const products = rowsBelow(/^\| what +\| a month \|$/m.exec(page)?.[0] ?? "").flatMap(([what = "", cost]) => {
    const factors = [...what.matchAll(/(\d+) (?:alarm )?metrics × (0\.\d+)/g)];
    const sum = factors.reduce((all, [, count, price]) => all + Number(count) * Number(price), 0);
    return factors.length > 0 ? [[what, sum.toFixed(2), cost]] : [];
  });
  expect(products).toHaveLength(3);
  for (const [what, sum, cost] of products) expect({ what, cost }).toEqual({ what, cost: sum });
});
