import { CONTEXT } from "../context.ts";

// Loads the page function's bundle in a process of its own, as Lambda does, and prints what it answers to each event.

const [bundle = "", events = "[]"] = process.argv.slice(2);
const { handler } = await import(bundle);
for (const event of JSON.parse(events)) {
  const result = await handler(event, CONTEXT);
  console.log(`\nRESULT ${JSON.stringify(result)}`);
}
process.exit();
