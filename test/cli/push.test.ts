import { once } from "node:events";
import { appendFileSync, createWriteStream } from "node:fs";
import { appendFile, rm, truncate, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline as streamPipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { HeadObjectCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { dropFile } from "../../cli/stack/drop-file.ts";
import { stateOf } from "../../cli/validate/file-state.ts";
import { decodeEncodedWords } from "../../functions/drops/encoded-words.ts";
import { type Pipeline, startPipeline, WORKSPACE } from "../local/pipeline.ts";
import { dropset, dropsetInTerminal, environmentFor, jsonLines, startDropset } from "./dropset.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());
afterEach(() => pipeline.sandbox.faults.set([]));

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
async function file(name: string, content = `id,a\n1,${JSON.stringify(name).length}\n`): Promise<string> {
  const path = join(pipeline.folder, name);
  await writeFile(path, content);
  return path;
}
const datasetNamed = (name: string) => pipeline.sandbox.datasets().filter((dataset) => dataset.name === name);

/** The cloud, at which the credentials are expired once the report of a file is read. */
async function expiringEndpoint(
  cloud: string,
  name: string,
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = createServer(async (received, response) => {
    const body = await buffer(received);
    if (received.url?.includes(`/results/${name}/`)) {
      response.writeHead(400, { "content-type": "application/xml" });
      response.end(`<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>`);
      return;
    }
    const { method, headers, url = "" } = received;
    const passedOn = request(new URL(url, cloud), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passedOn.end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

describe("dropset push", () => {
  it("sends files, follows each to READY, prints one table, and exits 0", async () => {
    const { code, out, err } = await dropset(pipeline, "push", example("reviews.csv"), example("reviews-grouped.csv"));
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toMatch(/reviews\.csv +READY +3 +4 +0 +- +0 +[0-9a-f-]{36}\n/);
    expect(out).toMatch(/reviews-grouped\.csv +READY +4 +3 +1 +2 +0 +[0-9a-f-]{36}\n/);
    expect(out).toMatch(/Reports:\n {2}s3:\/\/dropset-dropsbucket\/results\/reviews\.csv\/\w+\.json\n/);
  });

  it.skipIf(process.platform !== "linux")(
    "prints blocks in place of a table that its terminal has no room for",
    async () => {
      const broken = await file("narrow.csv", "id,a\n1,x,y\n2,x\n");
      const { code, out } = await dropsetInTerminal(pipeline, 60, "push", broken, example("reviews.csv"));
      expect(code).toBe(1);
      expect(out.replaceAll("\r\n", "\n")).toContain(
        [
          "narrow.csv  rejected",
          "  File     2 rows, 2 visible and 0 metadata columns",
          "  Finding  row-width on line 2: The row has 3 fields,",
        ].join("\n"),
      );
      expect(out).toMatch(/\nreviews\.csv {2}READY\r\n {2}File {5}3 rows, .*\r\n {2}Dataset {2}[0-9a-f-]{36}\r\n/);
    },
  );

  it("prints with --json a report a line, and nothing else on standard output", async () => {
    const ended = await dropset(pipeline, "push", "--json", example("reviews.csv"), await file("second.csv"));
    expect(ended.code).toBe(0);
    expect(jsonLines(ended)).toMatchObject([
      { outcome: "ready", drop: { key: "incoming/reviews.csv" }, dataset: { status: "READY" } },
      { outcome: "ready", drop: { key: "incoming/second.csv" } },
    ]);
  });

  it("says that --fix helps only where it fixes all errors", async () => {
    const said = "All errors can be fixed without guessing: run the command again with --fix.";
    const fixable = await dropset(pipeline, "push", await file("fixable.csv", "id;text\n1;a\n2;b\n"));
    expect(fixable.out.split(said)).toHaveLength(2);
    const left = [await file("left.csv", "id;text\n1;a\n2;b;c\n"), await file(".csv", "id;text\n1;a\n2;b\n")];
    expect((await dropset(pipeline, "push", ...left)).out).not.toContain(said);
    expect((await dropset(pipeline, "push", "--fix", left[0] ?? "")).out).not.toContain(said);
  });

  it("does not upload a file that would be rejected, shows why, and exits 1; the others continue", async () => {
    const broken = await file("broken.csv", "id,a\n1,x,y\n");
    const ended = await dropset(pipeline, "push", broken, await file("good.csv"));
    expect(ended.code).toBe(1);
    expect(ended.out).toContain("row-width  line 2");
    expect(ended.out).toMatch(/broken\.csv +rejected +1 +2 +0 +- +1 +-\n/);
    expect(ended.out).toMatch(/good\.csv +READY/);
    const { Versions = [] } = await pipeline.s3.send(
      new ListObjectVersionsCommand({ Bucket: pipeline.bucket, Prefix: "incoming/broken.csv" }),
    );
    expect(Versions).toEqual([]);

    const json = await dropset(pipeline, "push", "--json", broken);
    expect(jsonLines(json)).toMatchObject([{ outcome: "rejected", dataset: null, drop: { versionId: null } }]);
  });

  it("does not upload a file whose dataset would have no name, unless --name gives it one", async () => {
    const nameless = await file(".csv");
    const refused = await dropset(pipeline, "push", "--json", nameless);
    expect(refused.code).toBe(1);
    expect(jsonLines(refused)).toMatchObject([
      { outcome: "rejected", drop: { versionId: null }, findings: [{ code: "name-missing" }] },
    ]);
    const named = await dropset(pipeline, "push", "--json", "--name", "Named", nameless);
    expect(jsonLines(named)).toMatchObject([{ outcome: "ready", dataset: { name: "Named" } }]);
  });

  it("uploads it anyway with --no-check, and prints the pipeline's report", async () => {
    const ended = await dropset(pipeline, "push", "--no-check", "--json", await file("sent.csv", "id,a\n1,x,y\n"));
    expect(ended.code).toBe(1);
    expect(jsonLines(ended)).toMatchObject([{ outcome: "rejected", drop: { versionId: expect.any(String) } }]);
  });

  it.each(["with spaces & more.csv", "émoji 🎉 日本語.csv", `it's "quoted".csv`])(
    "sends a file whatever its name is: %s",
    async (name) => {
      const ended = await dropset(pipeline, "push", "--json", await file(name));
      expect(jsonLines(ended)).toMatchObject([{ outcome: "ready", dataset: { name: name.replace(/\.csv$/, "") } }]);
    },
  );

  it("names the dataset and its workspace, in any script, and puts the file in the workspace's folder", async () => {
    const name = "Bewertungen – “Größe” 日本語 🎉 ".repeat(4).trim();
    const args = ["push", "--json", "--name", name, "--workspace", "w-2", await file("named.csv")];
    const [report] = jsonLines(await dropset(pipeline, ...args));
    expect(report).toMatchObject({ outcome: "ready", dataset: { name, workspaceId: "w-2" } });
    expect(report.drop.key).toBe("incoming/w-2/named.csv");
    const { Metadata = {} } = await pipeline.s3.send(
      new HeadObjectCommand({ Bucket: pipeline.bucket, Key: report.drop.key }),
    );
    expect(Metadata["dataset-name"]).toMatch(/^[ -~]+$/);
    expect(decodeEncodedWords(Metadata["dataset-name"] ?? "")).toBe(name);
  });

  it("puts the file in another folder with --key-prefix", async () => {
    const args = ["push", "--json", "--key-prefix", `${WORKSPACE}/batch 1/`, await file("folder.csv")];
    expect(jsonLines(await dropset(pipeline, ...args))).toMatchObject([
      {
        outcome: "ready",
        drop: { key: `incoming/${WORKSPACE}/batch 1/folder.csv` },
        dataset: { workspaceId: WORKSPACE },
      },
    ]);
  });

  it("sends a large file in parts", async () => {
    const path = join(pipeline.folder, "large.csv");
    await writeLargeFile(path, 60e6);
    let parts = 0;
    const count = ({ url, status }: { url: string; status: number }) => {
      if (url.includes("partNumber=") && status === 200) parts++;
    };
    pipeline.cloud.events.on("called", count);
    const ended = await dropset(pipeline, "push", "--json", path);
    pipeline.cloud.events.off("called", count);
    expect(jsonLines(ended)).toMatchObject([{ outcome: "ready", findings: [] }]);
    expect(parts).toBe(8);
  });

  const grow = (path: string) => appendFile(path, "1,more\n");
  it.each([
    ["small", 1e4, grow],
    ["emptied", 1e4, (path: string) => truncate(path)],
    ["removed", 1e4, (path: string) => rm(path)],
  ])("uploads nothing of a file that is another one than was checked: %s", async (name, bytes, change) => {
    const path = join(pipeline.folder, `changed ${name}.csv`);
    await writeLargeFile(path, bytes);
    const since = await stateOf(path);
    await change(path);
    const { s3, bucket } = pipeline;
    const sent = dropFile(s3, bucket, `incoming/changed ${name}.csv`, path, { since });
    await expect(sent).rejects.toThrow("changed while it was read");
    expect(await uploadedOf(`changed ${name}.csv`)).toEqual([]);
  });

  it("uploads nothing of a file that changes during its upload, and removes its parts", async () => {
    const path = join(pipeline.folder, "growing.csv");
    await writeLargeFile(path, 30e6);
    const since = await stateOf(path);
    const onProgress = () => appendFileSync(path, "1,more\n");
    const { s3, bucket } = pipeline;
    const sent = dropFile(s3, bucket, "incoming/growing.csv", path, { since, onProgress });
    await expect(sent).rejects.toThrow("changed while it was read");
    expect(await uploadedOf("growing.csv")).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")(
    "says that uploaded files continue, if a later one cannot be read while it is checked",
    async () => {
      pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "never" } }]);
      const alone = await dropset(pipeline, "push", "/proc/self/mem");
      expect(alone).toMatchObject({ code: 1, err: "The file cannot be read: the disk reports an error.\n" });
      const { code, err } = await dropset(pipeline, "push", await file("goes on.csv"), "/proc/self/mem");
      expect({ code, err }).toEqual({
        code: 1,
        err: [
          "",
          "Files that were uploaded before continue:",
          "  dropset status --stack Dropset 'incoming/goes on.csv'",
          "The file cannot be read: the disk reports an error.",
          "",
        ].join("\n"),
      });
    },
  );

  it.each(["--wait", "--no-wait"])(
    "says that uploaded files continue, if a later one cannot be uploaded: %s",
    async (wait) => {
      pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "never" } }]);
      // S3 takes keys of 1,024 bytes.
      const prefix = "x".repeat(990);
      const long = await file(`${"long ".repeat(10)}.csv`);
      const options = [...(wait === "--wait" ? [] : [wait]), "--key-prefix", prefix];
      const { code, err } = await dropset(pipeline, "push", ...options, await file("fits.csv"), long);
      expect(code).toBe(1);
      expect(err).toMatch(
        /^\n\S.*\.csv could not be uploaded\.\n\nFiles that were uploaded before continue:\n {2}dropset status /,
      );
      expect(err).toContain(`dropset status --stack Dropset incoming/${prefix}/fits.csv\nAWS answered KeyTooLong`);
    },
  );

  it("removes the parts on Ctrl-C, and exits 130", async () => {
    const path = join(pipeline.folder, "interrupted.csv");
    await writeLargeFile(path, 60e6);
    const { child, ended } = startDropset(["push", "--no-check", path], environmentFor(pipeline), pipeline.folder);
    const calls: string[] = [];
    const interrupt = ({ method, url }: { method: string; url: string }) => {
      if (!url.includes("interrupted.csv")) return;
      calls.push(method);
      // A second Ctrl-C would end it at once.
      if (url.includes("partNumber=") && !child.killed) child.kill("SIGINT");
    };
    pipeline.cloud.events.on("called", interrupt);
    const { code, err } = await ended;
    pipeline.cloud.events.off("called", interrupt);
    expect(code).toBe(130);
    expect(err).toContain("Interrupted");
    expect(calls.at(-1)).toBe("DELETE");
    const head = pipeline.s3.send(new HeadObjectCommand({ Bucket: pipeline.bucket, Key: "incoming/interrupted.csv" }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it("prints on Ctrl-C how to follow the uploaded files, and exits 130", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "never" } }]);
    const args = ["push", await file("picked up.csv")];
    const { child, ended } = startDropset(args, environmentFor(pipeline), pipeline.folder);
    child.stdout.on("data", (text: string) => {
      if (String(text).includes("processing")) child.kill("SIGINT");
    });
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain("dropset status --stack Dropset 'incoming/picked up.csv'\n");
  });

  it("stops waiting after --timeout and exits 1; with --no-wait, prints the uploaded versions", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "never" } }]);
    const late = await dropset(pipeline, "push", "--json", "--timeout", "1s", await file("late.csv"));
    expect(late).toMatchObject({ code: 1, out: "", err: expect.stringContaining("No result in time") });

    const { endpoint } = pipeline.cloud;
    const elsewhere = ["push", "--timeout", "1s", "--endpoint-url", endpoint, await file("late again.csv")];
    const { err } = await startDropset(elsewhere, {}, pipeline.folder).ended;
    expect(err).toContain(`dropset status --stack Dropset --endpoint-url ${endpoint} 'incoming/late again.csv'\n`);

    const sent = await dropset(pipeline, "push", "--no-wait", "--json", await file("unwatched.csv"));
    expect(sent.code).toBe(0);
    expect(jsonLines(sent)).toMatchObject([{ drop: { key: "incoming/unwatched.csv", versionId: expect.any(String) } }]);
  });

  it("prints the reports that are there, if its credentials expire before the others", async () => {
    const { endpoint, close } = await expiringEndpoint(pipeline.cloud.endpoint, "expires.csv");
    onTestFinished(close);
    const environment = { ...environmentFor(pipeline), AWS_ENDPOINT_URL: endpoint };
    const args = ["push", "--json", await file("expires.csv"), await file("answered.csv")];
    const ended = await startDropset(args, environment, pipeline.folder).ended;
    expect(jsonLines(ended)).toMatchObject([{ outcome: "ready", drop: { key: "incoming/answered.csv" } }]);
    expect(ended.code).toBe(1);
    expect(ended.err.slice(ended.err.indexOf("\nThese"))).toBe(
      [
        "",
        "These drops continue:",
        "  dropset status --stack Dropset incoming/expires.csv",
        'AWS refused the credentials. Sign in again, such as with "aws sso login", or use other ones. (The provided token has expired.)',
        "",
      ].join("\n"),
    );
  });

  it("makes one dataset for each file that is sent", () => {
    expect(datasetNamed("second")).toHaveLength(1);
    expect(datasetNamed("good")).toHaveLength(1);
  });
});

describe("wrong use of dropset push", () => {
  it.each([
    ["no file", ["push"], /Name at least one file/],
    ["a missing file", ["push", "nowhere.csv"], /no file "nowhere\.csv"/],
    ["a folder", ["push", "."], /"\." is a folder/],
    ["standard input", ["push", "-"], /push needs files/],
    ["an unknown option", ["push", "--nope"], /Unknown option/],
    ["one name for two files", ["push", "--name", "n", "a.csv", "b.csv"], /--name can only be used with one file/],
    [
      "a file twice",
      ["push", "two.csv", "two.csv"],
      /^"two\.csv" and "two\.csv" would both be uploaded as two\.csv\. Rename one/,
    ],
    [
      "two files of one name",
      ["push", "two.csv", "other/two.csv"],
      /^"two\.csv" and "other\/two\.csv" would both be uploaded as two\.csv\. Rename one/,
    ],
    [
      "two files that a fix gives one name",
      ["push", "--fix", "two.xlsx", "two.csv"],
      /^"two\.xlsx" and "two\.csv" would both be uploaded as two\.csv\. Rename one/,
    ],
    ["a name of two lines", ["push", "--name", "a\nb", "a.csv"], /^--name: .* contains control characters\.\n/],
    ["a time that is none", ["push", "--timeout", "soon", "a.csv"], /--timeout needs a time/],
    ["a missing stack", ["push", "--stack", "Nope", "FILE"], /no stack "Nope" in us-east-1/],
    ["an address that is none", ["push", "--endpoint-url", "nope", "FILE"], /--endpoint-url needs a URL/],
    [
      "an address that does not respond",
      ["push", "--endpoint-url", "http://127.0.0.1:1", "FILE"],
      /could not be reached/,
    ],
  ])("exits 2, says what is wrong, and prints nothing on standard output: %s", async (_, args, message) => {
    const reviews = example("reviews.csv");
    const { code, out, err } = await dropset(pipeline, ...args.map((arg) => (arg === "FILE" ? reviews : arg)));
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  it.each([
    ["credentials", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, /No AWS credentials were found/],
    ["a region", { AWS_REGION: "" }, /No AWS region is set/],
    ["the stack's name right", { DROPSET_STACK: "Other" }, /no stack "Other"/],
  ])("exits 2 where the environment hasn't %s, and says what to set", async (_, environment, message) => {
    const env = { ...environmentFor(pipeline), ...(environment as Record<string, string>) };
    const { code, out, err } = await startDropset(["push", example("reviews.csv")], env, pipeline.folder).ended;
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});

/** What there is of a file in the bucket: its versions, and parts of it. */
async function uploadedOf(name: string): Promise<unknown[]> {
  const { s3, bucket } = pipeline;
  const Prefix = `incoming/${name}`;
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix }));
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix }));
  return [...Versions, ...Uploads];
}

async function writeLargeFile(path: string, least: number): Promise<void> {
  const filler = "It did what it says, and a little more than that. ".repeat(16);
  function* chunks() {
    let bytes = 0;
    for (let row = 0; bytes < least; ) {
      let chunk = row === 0 ? "id,review\n" : "";
      for (let more = 0; more < 1000; more++) chunk += `${++row},"Review ${row}: ${filler}"\n`;
      bytes += chunk.length;
      yield chunk;
    }
  }
  await streamPipeline(Readable.from(chunks()), createWriteStream(path));
}
