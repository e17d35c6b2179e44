import { readFile } from "node:fs/promises";

/** A file as a browser is given it. */
export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export function csvFile(name: string, content: string): GivenFile {
  return { name, mimeType: "text/csv", buffer: Buffer.from(content) };
}

/** One of the guide's three files. */
export async function exampleFile(name: string): Promise<GivenFile> {
  return { name, mimeType: "text/csv", buffer: await readFile(new URL(`../../examples/${name}`, import.meta.url)) };
}
