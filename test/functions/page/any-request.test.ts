import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dropId } from "../../../functions/drops/drop.ts";
import { cases } from "../../cases.ts";
import { ANN, EVE, startPage, type TestPage } from "./page.ts";

let aheadMs = 0;
let page: TestPage;
let id: string;
beforeAll(async () => {
  page = await startPage({
    clock: {
      now: () => Date.now() + aheadMs,
      async wait(milliseconds) {
        aheadMs += milliseconds;
      },
    },
  });
  const finding = { code: "row-width", severity: "error", line: 3, column: null, message: "m", hint: "h" } as const;
  const drop = await page.drop(
    "incoming/red/a.csv",
    "id,a\n1,x\n2,y,z\n",
    { workspaceId: "w1" },
    { findings: [finding], findingCounts: { "row-width": 1 } },
  );
  id = dropId(drop);
});
afterAll(() => page.close());

const NASTY = [
  ...[
    "",
    " ",
    ".",
    "..",
    "/",
    "a/../b",
    "null",
    "etag-",
    "etag-\n☃",
    "\r\nx: y",
    "\ud800",
    "\ufffe",
    "\u0000",
    "%",
    "%ff",
    "*",
  ],
  ...["__proto__", "constructor", "NaN", "Infinity", "-1", "1e308", "0x10", "1.5", "9".repeat(400), "x".repeat(1100)],
  ...[
    "2026-01-01T00:00:00.000Z",
    "+275760-09-13T00:00:00.000Z",
    "-271821-04-20T00:00:00.000Z",
    "9999-12-31",
    "~",
    "~~",
  ],
  ...[`2026-01-01T00:00:00.000Z ${"f".repeat(64)}`, `${"0".repeat(36)}.x`, `${"0".repeat(36)}.\ud800`, "é".repeat(600)],
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 2000 }),
);
const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("incoming/red/a.csv", "incoming/red/none.csv", "incoming/a.csv") },
  text.map((rest) => `incoming/red/${rest}`),
  text,
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1, 5, 20 * 1024 ** 2, 2 ** 53, -1));
const any = fc.oneof(text, number, fc.constant(null), fc.jsonValue({ maxDepth: 2 }));
const orAny = (usual: fc.Arbitrary<unknown>) => fc.oneof({ weight: 6, arbitrary: usual }, any);

const parts = fc.array(fc.record({ number: orAny(number), bytes: orAny(number) }), { maxLength: 3 });
const body = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        key: orAny(key),
        uploadId: orAny(text),
        versionId: orAny(text),
        etag: orAny(text),
        size: orAny(number),
        parts: orAny(parts),
        name: orAny(text),
        type: orAny(text),
        workspaceId: orAny(fc.oneof(text, fc.constantFrom("w1", "w2"))),
        folder: orAny(fc.oneof(text, fc.constantFrom("red/set", "free"))),
        kind: orAny(fc.constantFrom("file", "report", "offending-rows", "refused-rows")),
      },
      { requiredKeys: [] },
    ),
  },
  any,
);

// What URLs cannot have goes there in percent, or is replaced.
const encoded = fc.oneof(
  { weight: 5, arbitrary: text.map((value) => encodeURIComponent(value.toWellFormed())) },
  fc.constantFrom("%", "%ff%00", "%ed%a0%80", "%zz"),
);
const query = fc
  .array(fc.tuple(fc.constantFrom("limit", "before", "since", "after", "search", "path"), encoded), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));

const ROUTES = [
  ...["GET /session", "GET /drops", "GET /changes", "GET /drops/:id", "GET /drops/:id/excerpts", "GET /folders"],
  ...["GET /drops/:id/datapoints", "POST /drops/:id/downloads", "POST /folders", "DELETE /uploads", "POST /uploads"],
  ...["POST /uploads/parts", "POST /uploads/parts-done", "POST /uploads/complete"],
];
const request = fc.record({
  route: fc.constantFrom(...ROUTES),
  id: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, encoded),
  query,
  body,
  as: fc.constantFrom(ANN, EVE),
});

it("no request is the server's failure, and each that is refused gets a sentence", async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ route, id: given, query, body, as }) => {
      page.failed.mockClear();
      const [method = "", path = ""] = route.split(" ");
      const url = `/api${path.replace(":id", () => given ?? id)}?${query}`;
      const answer = await page.call(as, method, url, method === "GET" ? undefined : body);
      expect(page.failed.mock.calls).toEqual([]);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) expect(answer.body.message).toMatch(/\.$/);
    }),
    { numRuns: cases(800) },
  );
}, 120_000);
