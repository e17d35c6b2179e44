import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import * as dropFindings from "../../functions/drops/findings.ts";
import * as fixFindings from "../../functions/drops/fix-findings.ts";
import * as folderFindings from "../../functions/drops/folder-findings.ts";
import * as importFindings from "../../functions/drops/import-findings.ts";
import { DEFAULT_SEVERITIES, type FindingCode } from "../../functions/validation/findings.ts";
import type { DatasetSchema, SchemaField } from "../../functions/validation/schema/dataset-schema.ts";
import { schemaOf } from "../functions/validation/schemas.ts";
import { validate } from "../functions/validation/streams.ts";

const page = new URL("../../docs/rules.md", import.meta.url);
const CODES = Object.entries(DEFAULT_SEVERITIES);

interface Example {
  readonly content: Uint8Array;
  readonly fileName: string;
  readonly schema: DatasetSchema | undefined;
}

interface Section {
  readonly severity: string | undefined;
  readonly examples: readonly Example[];
  readonly text: string;
}

let sections: Map<string, Section>;

beforeAll(async () => {
  const whole = await readFile(page, "utf8");
  const parts = whole.split(/^### `([a-z-]+)`\n/m).slice(1);
  const typed = readSchema(whole.slice(whole.indexOf("\n## Typed datasets\n")));
  sections = new Map();
  for (let index = 0; index < parts.length; index += 2) {
    const text = parts[index + 1] ?? "";
    sections.set(parts[index] ?? "", {
      text,
      severity: /^\s*Severity: (\w+)/.exec(text)?.[1],
      examples: [...text.matchAll(/^```(csv|jsonl)\n([\s\S]*?)^```/gm)].map(([, format, example = ""]) => ({
        content: format === "csv" ? readEscapes(example) : Buffer.from(example),
        fileName: `example.${format}`,
        schema: TYPED.has(parts[index] ?? "") ? (readSchema(text) ?? typed) : undefined,
      })),
    });
  }
});

/** What is only found with a schema. */
const TYPED: ReadonlySet<string> = new Set<FindingCode>([
  "unknown-field",
  "missing-field",
  "meta-shown",
  "media-url",
  "json-line",
  "json-key",
  "json-nesting",
  "json-value",
]);

/** The first one in a text. */
function readSchema(text: string): DatasetSchema | undefined {
  const [, json] = /^```json\n([\s\S]*?)^```/m.exec(text) ?? [];
  if (json === undefined) return undefined;
  const { strict, fields } = JSON.parse(json) as { strict: boolean; fields: Record<string, SchemaField> };
  return schemaOf(fields, strict);
}

function readEscapes(example: string): Uint8Array {
  const latin = Buffer.from(example, "utf8").toString("latin1");
  return Buffer.from(
    latin
      .replace(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replaceAll("\\t", "\t"),
    "latin1",
  );
}

describe("docs/rules.md", () => {
  it("starts with a list of all findings, in the order of their sections, with their severities", async () => {
    const text = await readFile(page, "utf8");
    const rows = [...text.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) +\| (\w+)[\w ]* \| \S.*\. +\|$/gm)];
    expect(rows.map(([, code, anchor]) => [code, anchor])).toEqual([...sections.keys()].map((code) => [code, code]));
    for (const [, code = "", , severity] of rows) {
      const outcome = /^\s*(Rejected|Failed|Partial|Warning)\./
        .exec(sections.get(code)?.text ?? "")?.[1]
        ?.toLowerCase();
      expect([code, severity]).toEqual([code, sections.get(code)?.severity ?? outcome]);
    }
  });

  it.each(CODES)("has a section for %s with its severity, and examples that give it", async (code, severity) => {
    const section = sections.get(code);
    expect(section?.severity).toBe(severity);
    if (section?.text.includes("No example.")) return;
    expect(section?.examples.length).toBeGreaterThan(0);
    for (const { content, fileName, schema } of section?.examples ?? []) {
      const { findings } = await validate(content, { fileName, schema });
      expect(findings.map((finding) => finding.code)).toEqual([code]);
    }
  });

  // What Stryker tries has its mutants in the source.
  it.skipIf("__stryker__" in globalThis)("has a section for every finding about a drop", async () => {
    const folder = new URL("../../functions/drops/", import.meta.url);
    const files = ["findings.ts", "fix-findings.ts", "folder-findings.ts", "import-findings.ts"].map((name) =>
      readFile(new URL(name, folder), "utf8"),
    );
    const source = (await Promise.all(files)).join("");
    const codes = [...source.matchAll(/failure\(\s*"([a-z-]+)"/g)].map(([, code]) => code);
    // One function makes a finding of its words; the others say them.
    const functions = { ...fixFindings, ...dropFindings, ...folderFindings, ...importFindings };
    expect(codes).toHaveLength(Object.keys(functions).length - 1);
    for (const code of codes) expect([...sections.keys()]).toContain(code);
  });

  it("has no section for an unknown finding", () => {
    const known = new Set(CODES.map(([code]) => code));
    const others = [...sections].filter(([code, { severity }]) => severity !== undefined && !known.has(code));
    expect(others).toEqual([]);
  });
});
