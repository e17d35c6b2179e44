import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, open, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FolderWatcher, type WatchOptions, watchFolder } from "../../../local/run/watch-folder.ts";

let root: string;
let folder: string;
let watcher: FolderWatcher | undefined;
/** What was dropped, in turn: the name and the bytes at that moment. */
let dropped: [name: string, content: string][];
let said: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "watch-"));
  folder = join(root, "drop");
  dropped = [];
  said = [];
});
afterEach(async () => {
  await watcher?.close();
  await rm(root, { recursive: true, force: true });
});

async function start(options: Partial<WatchOptions> = {}): Promise<void> {
  watcher = await watchFolder({
    folder,
    memoryFile: join(root, "watched.json"),
    quietMs: 1500,
    ignore: [],
    drop: async (path, name) => {
      dropped.push([name, await readFile(path, "utf8")]);
    },
    watched: {
      failed: (name, error) => said.push(`${name} failed: ${error}`),
      leftAlone: (name, why) => said.push(`${name}: ${why}`),
      unfinished: (name, why) => said.push(`${name} ${why}`),
      definitionRemoved: (name) => said.push(`${name} still applies`),
    },
    ...options,
  });
}

const isDropped = (...expected: [string, string][]) => expect.poll(() => dropped).toEqual(expected);
/** A last file, whose drop shows that what was there before it was looked at. */
async function afterAnother(): Promise<void> {
  await writeFile(join(root, "last.csv"), "last");
  await rename(join(root, "last.csv"), join(folder, "last.csv"));
  await expect.poll(() => dropped.map(([name]) => name)).toContain("last.csv");
}

describe("a file in the watched folder", () => {
  it("that is removed stays in the bucket, which is said of a definition", async () => {
    await mkdir(join(folder, "typed"), { recursive: true });
    for (const name of ["typed/_dataset.json", "typed/a.csv"]) await writeFile(join(folder, name), "x");
    await start({ quietMs: 0 });
    await expect.poll(() => dropped).toHaveLength(2);
    for (const name of ["typed/a.csv", "typed/_dataset.json"]) await rm(join(folder, name));
    await expect.poll(() => said).toEqual(["typed/_dataset.json still applies"]);
  });

  it("that a program has open is not uploaded before it is closed, however long the program pauses", async () => {
    await start();
    const file = await open(join(folder, "slow.csv"), "w");
    await file.write("id,a\n");
    await expect.poll(() => said).toEqual(["slow.csv open"]);
    // Its writer is silent for longer than any quiet that is waited for.
    const writtenAt = Date.now();
    await expect.poll(() => Date.now() - writtenAt > 2500).toBe(true);
    expect(dropped).toEqual([]);
    await file.write("1,x\n");
    await file.close();
    await isDropped(["slow.csv", "id,a\n1,x\n"]);
  });

  it("that another process writes in bursts, and keeps open, becomes one drop", async () => {
    await start();
    const script = 'exec 3>"$0"; for i in 1 2 3 4; do echo "part $i" >&3; sleep 0.8; done';
    const writer = spawn("bash", ["-c", script, join(folder, "bursts.csv")]);
    await once(writer, "exit");
    await isDropped(["bursts.csv", "part 1\npart 2\npart 3\npart 4\n"]);
  });

  it("that grows while no writer can be seen is waited for until it was quiet for the time that is set", async () => {
    // Longer than a busy machine takes from one append to the next.
    await start({ quietMs: 5000 });
    const path = join(folder, "grows.csv");
    let content = "";
    await writeFile(path, content);
    // Each append opens and closes the file, as a network share's server does for a machine that writes slowly.
    const append = async () => {
      content += "x";
      await appendFile(path, "x");
      return content.length;
    };
    await expect.poll(append, { interval: 50 }).toBe(30);
    await expect.poll(() => said).toEqual(["grows.csv growing"]);
    await append();
    expect(dropped).toEqual([]);
    await isDropped(["grows.csv", content]);
    expect(said).toEqual(["grows.csv growing"]);
  });

  it("that is renamed into it is uploaded completely, and only under its last name", async () => {
    await start();
    await writeFile(join(folder, "export.csv.part"), "half");
    await expect.poll(() => said).toContainEqual(expect.stringMatching(/^export\.csv\.part: .*temporary/));
    await appendFile(join(folder, "export.csv.part"), " and half");
    await rename(join(folder, "export.csv.part"), join(folder, "export.csv"));
    await isDropped(["export.csv", "half and half"]);
  });

  it("that is written again is dropped again, and once", async () => {
    await start();
    await writeFile(join(folder, "again.csv"), "one");
    await isDropped(["again.csv", "one"]);
    await writeFile(join(folder, "again.csv"), "two!");
    await isDropped(["again.csv", "one"], ["again.csv", "two!"]);
    await watcher?.close();
    await start();
    await afterAnother();
    expect(dropped.filter(([name]) => name === "again.csv")).toHaveLength(2);
  });

  it("whose upload fails is retried, and the reason is reported once", async () => {
    let tries = 0;
    await start({
      drop: async (_, name) => {
        if (++tries < 3) throw new Error("No space left on device");
        dropped.push([name, ""]);
      },
    });
    await writeFile(join(folder, "full.csv"), "x");
    await isDropped(["full.csv", ""]);
    expect(said).toEqual(["full.csv failed: Error: No space left on device"]);
  });
});

describe("other files are ignored, and reported once", () => {
  it("temporary names", async () => {
    const names = [
      "a.csv.part",
      "b.crdownload",
      "c.tmp",
      "#d.csv#",
      "~$e.xlsx",
      "f.csv~",
      "Thumbs.db",
      ".g.csv",
      "desktop.ini",
    ];
    await start();
    for (const name of names) await writeFile(join(folder, name), "x");
    await afterAnother();
    await writeFile(join(folder, names[0] ?? ""), "y");
    await expect.poll(() => said.length).toBe(names.length);
    expect(said).toEqual(expect.arrayContaining(names.map((name) => expect.stringContaining(`${name}: its name is`))));
    expect(dropped).toEqual([["last.csv", "last"]]);
  });

  it("names that a setting adds", async () => {
    await start({ ignore: ["*.bak", "old-*"] });
    await writeFile(join(folder, "a.bak"), "x");
    await writeFile(join(folder, "old-b.csv"), "x");
    await afterAnother();
    expect(said.toSorted()).toEqual([
      "a.bak: its name matches --ignore *.bak",
      "old-b.csv: its name matches --ignore old-*",
    ]);
  });

  it.skipIf(process.platform === "win32")(
    "named pipes, links to folders and broken links, but no link to a file",
    async () => {
      await mkdir(join(root, "elsewhere"));
      await writeFile(join(root, "elsewhere", "other.csv"), "linked");
      await start();
      execFileSync("mkfifo", [join(folder, "pipe.csv")]);
      await symlink(join(root, "elsewhere"), join(folder, "linked-folder"));
      await symlink(join(root, "nowhere"), join(folder, "broken.csv"));
      await symlink(join(root, "elsewhere", "other.csv"), join(folder, "linked.csv"));
      await afterAnother();
      await expect.poll(() => dropped.map(([name]) => name).toSorted()).toEqual(["last.csv", "linked.csv"]);
      expect(said.toSorted()).toEqual([
        "broken.csv: it is a broken link",
        "linked-folder: it is a link to a folder",
        "pipe.csv: it is a named pipe, not a file",
      ]);
    },
  );

  // macOS and Windows allow no such names.
  it.runIf(process.platform === "linux")("names that are not valid UTF-8, old and new", async () => {
    await mkdir(folder);
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from(".csv")]), "x");
    await start();
    expect(said).toEqual(["caf\\xe9.csv: its name is not valid UTF-8; rename it"]);
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from(".csv")]), "x");
    await expect.poll(() => said).toContain("\\xff.csv: its name is not valid UTF-8; rename it");
    expect(said).toHaveLength(2);
  });
});
