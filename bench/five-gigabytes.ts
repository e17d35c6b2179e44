import { parseArgs } from "node:util";
import { validateCsv } from "../functions/csv/validate-csv.ts";
import { generate, SHAPES } from "./shapes.ts";

// Validates a file that is made as it is read, and is never on a disk: npm run bench:5gb. The chunk that is made is
// repeated with its numbers changed, since making text takes far longer than reading it.
// Memory: /usr/bin/time -v node bench/five-gigabytes.ts

const { values } = parseArgs({ options: { gigabytes: { type: "string", default: "5" } } });
const bytes = Number(values.gigabytes) * 1e9;
const [shape] = SHAPES;
if (!shape) throw new Error("There is no shape to make.");

const DIGITS = 7;

/** Rows with a number of seven digits each, which is written anew for every row: no row comes twice. */
function* endless(): Generator<Buffer> {
  yield Buffer.from("id,review_text,META_TASK_GROUP_ID\n");
  const [sample = Buffer.alloc(0)] = generate({ ...shape, header: "x", name: "", megabytes: 1, row: template }, 64e3);
  const block = sample.subarray(2);
  const places: number[] = [];
  for (let at = block.indexOf("#"); at >= 0; at = block.indexOf("#", at + 1)) places.push(at);
  let made = 0;
  for (let row = 0; made < bytes; made += block.length) {
    const chunk = Buffer.from(block.toString("latin1").replaceAll("#", "0"), "latin1");
    for (const place of places) chunk.write(String(row++).padStart(DIGITS + 2, "0"), place - DIGITS - 1, "latin1");
    yield chunk;
  }
}

function template(index: number, random: () => number): string {
  return `00000000#,"${shape?.row(index, random).split('"')[1] ?? ""}",group_${index % 1000}`;
}

async function* chunks(): AsyncGenerator<Buffer> {
  yield* endless();
}

const start = performance.now();
const { ok, file, findingCounts } = await validateCsv(chunks());
const seconds = (performance.now() - start) / 1000;
console.log(
  `${(file.bytes / 1e9).toFixed(2)} GB, ${file.rows} rows, ${file.taskGroups?.count} task groups, ${ok ? "valid" : "rejected"}: ` +
    `${seconds.toFixed(1)} s, ${(file.bytes / 1e6 / seconds).toFixed(0)} MB/s with the making of it, ` +
    `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  findingCounts,
);
