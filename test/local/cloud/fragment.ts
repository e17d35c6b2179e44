import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { type Resources, readResources } from "../../../local/cloud/template/resources.ts";
import type { Template } from "../../../local/cloud/template/template.ts";

/** The template of a stack with just these constructs, as CDK synthesizes it. */
export function templateOf(build: (stack: Stack) => void): Template {
  const outdir = mkdtempSync(join(tmpdir(), "fragment-test-"));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    build(new Stack(app, "Test"));
    return { Outputs: {}, ...app.synth({ skipValidation: true }).getStackByName("Test").template };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

export function resourcesOf(build: (stack: Stack) => void): Resources {
  return readResources(templateOf(build), "Test");
}
