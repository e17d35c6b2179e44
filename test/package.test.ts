import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

/** The packed tarball, unpacked where `npm install` would put it, beside the dependencies that it names. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-package-"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
  const [tarball = ""] = await readdir(folder);
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "dropset"), { recursive: true });
  await run("tar", ["-xzf", join(folder, tarball), "-C", join(modules, "dropset"), "--strip-components", "1"]);
  for (const dependency of await installedWith(join(modules, "dropset"))) {
    await mkdir(dirname(join(modules, dependency)), { recursive: true });
    await symlink(join(root, "node_modules", dependency), join(modules, dependency));
  }
});

/** What `npm install` brings along for a package: its dependencies, and theirs. */
async function installedWith(folder: string, found = new Set<string>()): Promise<Set<string>> {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    if (found.has(name)) continue;
    found.add(name);
    await installedWith(join(root, "node_modules", name), found);
  }
  return found;
}
afterAll(() => rm(folder, { recursive: true, force: true }));

it("the packed package exports validateCsv and fixCsv as functions", async () => {
  const script = join(folder, "use.mjs");
  await writeFile(
    script,
    `import { Readable } from "node:stream";
     import { fixCsv, validateCsv } from "dropset";
     const stream = Readable.from([Buffer.from("id,a\\n1,x,y\\n")]);
     console.log(JSON.stringify(await validateCsv(stream, { fileName: "a.csv" })));`,
  );
  const { stdout } = await run(process.execPath, [script]);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, findings: [{ code: "row-width", line: 2 }] });
});

it("the packed package's command validates", async () => {
  const file = join(folder, "good.csv");
  await writeFile(file, "id,a\n1,x\n");
  const { stdout } = await run(process.execPath, [
    join(folder, "node_modules/dropset/bin/dropset.mjs"),
    "validate",
    file,
  ]);
  expect(stdout).toContain("valid");
});

it.each(["fix", "schema", "doctor", "push", "status", "report", "redrive", "page"])(
  "the packed package's command has %s",
  async (command) => {
    const bin = join(folder, "node_modules/dropset/bin/dropset.mjs");
    const { stdout } = await run(process.execPath, [bin, command, "--help"]);
    expect(stdout).toMatch(new RegExp(`^Usage: dropset ${command} `));
  },
);

it("the packed package has what runs and its documentation, and no sources, tests or local cloud", async () => {
  const packed = await readdir(join(folder, "node_modules/dropset"), { recursive: true, withFileTypes: true });
  const paths = packed
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(folder, "node_modules/dropset"), join(entry.parentPath, entry.name)));
  const folders = new Set(paths.map((path) => path.replace(/^(dist\/package\/[^/]+|dist\/[^/]+|[^/]+).*$/, "$1")));
  expect([...folders].sort()).toEqual([
    "LICENSE",
    "README.md",
    "bin",
    "dist/functions",
    "dist/package/cli",
    "dist/package/functions",
    "dist/package/infra",
    "docs",
    "package.json",
  ]);
  expect(paths).toContain("dist/package/cli/dropset.js");
  expect(paths).toContain("dist/package/cli/validate/command.js");
  expect(paths.filter((path) => /(?<!\.d)\.tsx?$/.test(path))).toEqual([]);
});

it("the packed package's construct works in another app, its functions' bundles included", async () => {
  for (const peer of ["aws-cdk-lib", "constructs"]) {
    await symlink(join(root, "node_modules", peer), join(folder, "node_modules", peer));
  }
  const app = join(folder, "app.mjs");
  await writeFile(
    app,
    `import { App, CfnOutput, Stack } from "aws-cdk-lib";
     import { Queue } from "aws-cdk-lib/aws-sqs";
     import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
     import { Dropset } from "dropset/cdk";
     const stack = new Stack(new App({ outdir: "out" }), "Theirs");
     const dropset = new Dropset(stack, "Annotations", { workspaces: [{ id: "w1", prefix: "reviews" }] });
     dropset.notices.addSubscription(new SqsSubscription(new Queue(stack, "Answers")));
     new CfnOutput(stack, "Bucket", { value: dropset.bucket.bucketName });
     dropset.metrics.drops("failed").createAlarm(stack, "Failed", { threshold: 1, evaluationPeriods: 1 });
     new CfnOutput(stack, "Parts", { value: [dropset.stateMachine.stateMachineArn, dropset.ledger.tableArn, dropset.alarms.topicArn].join() });
     stack.node.root.synth();`,
  );
  await run(process.execPath, [app], { cwd: folder });
  const { Resources } = JSON.parse(await readFile(join(folder, "out/Theirs.template.json"), "utf8"));
  const functions = Object.values<{ Type: string; Properties: { Handler: string; Code: { S3Key: string } } }>(Resources)
    .filter(({ Type, Properties }) => Type === "AWS::Lambda::Function" && Properties.Handler === "index.handler")
    .filter(({ Properties }) => Properties.Code.S3Key !== undefined);
  const bundled = functions.map(({ Properties }) =>
    join(folder, "out", `asset.${Properties.Code.S3Key.replace(".zip", "")}`),
  );
  const contents = await Promise.all(bundled.map((asset) => readdir(asset)));
  const index = ["index.mjs", "index.mjs.map"];
  // Ingest has what fixes files beside it.
  const ingest = ["fix-parts.mjs", "fix-parts.mjs.map", ...index];
  expect(contents.sort((a, b) => b.length - a.length)).toEqual([ingest, index, index, index, index]);
});

it("the packed package's types are those of its props", async () => {
  const app = join(folder, "app.ts");
  await writeFile(
    app,
    `import { Stack } from "aws-cdk-lib";
     import { Dropset, type DropsetProps } from "dropset/cdk";
     const props: DropsetProps = { limits: { dropsPerMinute: 30 } };
     new Dropset(new Stack(), "Fine", props);
     // @ts-expect-error: a number is meant
     new Dropset(new Stack(), "Wrong", { limits: { dropsPerMinute: "30" } });`,
  );
  const options = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--types",
    "",
    "--preserveSymlinks",
  ];
  const tsc = join(root, "node_modules/.bin/tsc");
  await expect(run(tsc, [...options, app], { cwd: folder })).resolves.toMatchObject({ stdout: "" });
});
