import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { validateCsv } from "../functions/validation/validate-csv.ts";
import { generate, SHAPES } from "./shapes.ts";

// Validates a file that another process generates while it is read, and that is never on disk: npm run bench:5gb.
// A block of rows is generated once and repeated with new numbers, because generating text takes longer than reading it.
// The slower process determines the time; the memory is only validation's.

const { values } = parseArgs({
  options: { gigabytes: { type: "string", default: "5" }, make: { type: "boolean", default: false } },
});
const bytes = Number(values.gigabytes) * 1e9;
const BLOCK_BYTES = 1e6;
const DIGITS = 9;

if (values.make) make();
else await validate();

/** Writes the file to standard output. Every row has a unique number, so there are no duplicates. */
function make(): void {
  const [shape] = SHAPES;
  if (!shape) throw new Error("There is no shape to make.");
  const header = "id,review_text,product_name,rating,META_TASK_GROUP_ID";
  const row = (index: number, random: () => number) =>
    "#".repeat(DIGITS) + shape.row(index, random).slice(String(index).length);
  const [sample = Buffer.alloc(0)] = generate({ ...shape, header: "", row }, BLOCK_BYTES);
  const block = sample.subarray(1);
  const places: number[] = [];
  for (let at = block.indexOf("#"); at >= 0; at = block.indexOf("#", at + DIGITS)) places.push(at);

  process.stdout.write(`${header}\n`);
  let rows = 0;
  let made = 0;
  const next = () => {
    while (made < bytes) {
      for (const place of places) block.write(String(++rows).padStart(DIGITS, "0"), place, "latin1");
      made += block.length;
      // The block is reused, so write a copy.
      if (!process.stdout.write(Buffer.from(block))) return process.stdout.once("drain", next);
    }
    return undefined;
  };
  next();
}

async function validate(): Promise<void> {
  const maker = spawn(process.execPath, [fileURLToPath(import.meta.url), "--make", "--gigabytes", values.gigabytes], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const start = performance.now();
  const { ok, file, findingCounts } = await validateCsv(maker.stdout);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${(file.bytes / 1e9).toFixed(2)} GB, ${file.rows} rows, ${file.taskGroups?.count} task groups, ${ok ? "valid" : "rejected"}: ` +
      `${seconds.toFixed(1)} s, ${(file.bytes / 1e6 / seconds).toFixed(0)} MB/s, ` +
      `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
    findingCounts,
  );
}
