import type { PageAssets } from "../../functions/page/assets.ts";
import { buildClient, plainName } from "../build-client.ts";
import { buildRules } from "../build-rules.ts";

let built: Promise<PageAssets> | undefined;

/** The client's scripts and styles, bundled in memory, once for all servers of this process. */
export function buildAssets(): Promise<PageAssets> {
  built ??= build();
  return built;
}

async function build(): Promise<PageAssets> {
  const files = new Map((await buildClient()).map((file) => [file.name, file]));
  const names = new Map([...files.keys()].map((name) => [plainName(name), name]));
  return {
    path: (name) => `/assets/${names.get(name) ?? name}`,
    async read(name) {
      const file = files.get(name);
      return file && { content: Uint8Array.from(file.content), type: file.type, encoding: undefined };
    },
    rules: buildRules,
  };
}
