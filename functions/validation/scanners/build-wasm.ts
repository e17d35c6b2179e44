import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const scanners = fileURLToPath(new URL(".", import.meta.url));
const sources = join(scanners, "assembly");

/** A module in WebAssembly: its source in assembly/, and where it is compiled, as text that goes into any bundle. */
export interface CompiledModule {
  readonly source: string;
  readonly generated: string;
  /** What the text is called. */
  readonly name: string;
}

export const MODULES: readonly CompiledModule[] = [
  {
    source: "row-scanner.ts",
    generated: join(scanners, "row-scanner-wasm.generated.ts"),
    name: "ROW_SCANNER_WASM",
  },
  {
    source: "json-rows.ts",
    generated: join(scanners, "..", "jsonl", "json-rows-wasm.generated.ts"),
    name: "JSON_ROWS_WASM",
  },
];

/** Compiles a module; the same source gives the same bytes. */
export async function compileModule({ source, name }: CompiledModule): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wasm-"));
  try {
    const output = join(folder, "module.wasm");
    const { error, stderr } = await asc.main([
      source,
      "--baseDir",
      sources,
      "--outFile",
      output,
      "--optimizeLevel",
      "3",
      "--shrinkLevel",
      "1",
      "--enable",
      "simd",
      "--runtime",
      "stub",
      "--noAssert",
      "--use",
      "abort=",
    ]);
    if (error) throw new Error(`${source} could not be compiled: ${error.message}\n${stderr.toString()}`);
    const base64 = (await readFile(output)).toString("base64");
    return `// Made from scanners/assembly/${source} by \`npm run build:wasm\`; a test holds it against its source.\nexport const ${name} =\n  "${base64}";\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const module of MODULES) await writeFile(module.generated, await compileModule(module));
}
