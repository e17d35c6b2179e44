#!/usr/bin/env node
import { existsSync } from "node:fs";

// In a checkout the sources run as they are; an installed package holds what was built from them.
const source = new URL("../local/dropset.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../dist/package/local/dropset.js", import.meta.url).href);
