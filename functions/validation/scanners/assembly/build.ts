import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Where the compiled scanner stands: as text, so that it goes into any bundle. */
export const GENERATED = join(here, "..", "row-scanner-wasm.generated.ts");

/** Compiles the scanner; the same source gives the same bytes. */
export async function compileScanner(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "row-scanner-"));
  try {
    const output = join(folder, "row-scanner.wasm");
    const { error, stderr } = await asc.main([
      "row-scanner.ts",
      "--baseDir",
      here,
      "--outFile",
      output,
      "--optimizeLevel",
      "3",
      "--enable",
      "simd",
      "--runtime",
      "stub",
      "--noAssert",
      "--use",
      "abort=",
    ]);
    if (error) throw new Error(`The scanner could not be compiled: ${error.message}\n${stderr.toString()}`);
    const base64 = (await readFile(output)).toString("base64");
    return `// Made from assembly/row-scanner.ts by \`npm run build:wasm\`; a test holds it against its source.\nexport const ROW_SCANNER_WASM =\n  "${base64}";\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(GENERATED, await compileScanner());
}
