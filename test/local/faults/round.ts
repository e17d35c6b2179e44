import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Drop } from "../../../functions/drops/drop.ts";
import { objectCreatedEvent } from "../../../local/cloud/events/s3-notifications.ts";
import type { SandboxDataset } from "../../../local/sandbox/dataset.ts";
import { startDropset } from "../../cli/dropset.ts";
import { WORKSPACE } from "../pipeline.ts";
import {
  brokenAnswers,
  brokenRecord,
  deadLetters,
  keepMessages,
  md5Of,
  readRecord,
  readReports,
  underWay,
} from "./history.ts";
import type { KillablePipeline } from "./killable-pipeline.ts";
import { describeStep, FILES, type Step, TYPED_FILE } from "./steps.ts";
import { until } from "./until.ts";

/** The model of one drop: what is known of it without looking at the pipeline. */
interface ModelDrop {
  readonly drop: Drop;
  readonly body: string;
  readonly good: boolean;
  /** Its version was deleted permanently: it may be READY anyway, if that came too late. */
  gone: boolean;
}

/** The model of one file's drops, and of how many datasets may be left empty beside theirs. */
interface ModelFile {
  readonly name: string;
  readonly drops: ModelDrop[];
  /** Whether its folder has one dataset, which its drops are imported into. */
  readonly isTyped: boolean;
  lostAnswers: number;
}

/** Runs histories at the same time on one pipeline, which is used again for the next round. */
export class Rounds {
  readonly #pipeline: KillablePipeline;
  readonly #messages: Awaited<ReturnType<typeof keepMessages>>;
  /** Puts, and whatever else is asked of the cloud, wait for a restart; a restart waits for them. */
  #gate: Promise<void> = Promise.resolve();
  readonly #asking = new Set<Promise<unknown>>();
  #histories = 0;
  #drops = 0;
  #crashes = 0;

  private constructor(pipeline: KillablePipeline, messages: Awaited<ReturnType<typeof keepMessages>>) {
    this.#pipeline = pipeline;
    this.#messages = messages;
  }

  static async on(pipeline: KillablePipeline): Promise<Rounds> {
    return new Rounds(pipeline, await keepMessages(pipeline));
  }

  /** So far: histories, drops, and ends of the whole cloud. */
  get counts() {
    return { histories: this.#histories, drops: this.#drops, crashes: this.#crashes };
  }

  get texts(): readonly string[] {
    return this.#messages.texts;
  }

  /** @throws {Error} says of every history that went wrong what is wrong, and what happened in it */
  async run(histories: readonly (readonly Step[])[]): Promise<void> {
    const crashesBefore = this.#crashes;
    const models = await Promise.all(histories.map((steps) => this.#play(steps)));
    await this.#quiet();
    const dead = new Set((await deadLetters(this.#pipeline)).map(({ key, versionId }) => `${key} ${versionId}`));
    await this.#messages.collect();
    const wrong = await this.#wrong(models, (drop) => this.#wrongWhileBroken(drop, dead));

    // The causes are fixed.
    this.#pipeline.sandbox.faults.clear();
    await this.#pipeline.setFaults([]);
    await this.#pipeline.sandbox.finishProcessing();
    const args = ["redrive", "--new-dataset", "--json"];
    const redriven = await startDropset(args, this.#pipeline.environment, this.#pipeline.folder).ended;
    if (redriven.code !== 0) throw new Error(`The redrive failed: ${redriven.out}${redriven.err}`);
    await this.#quiet();
    await this.#messages.collect();
    const datasets = this.#pipeline.sandbox.datasets();
    const crashes = this.#crashes - crashesBefore;
    wrong.push(
      ...(await this.#wrong(models, (drop, isLast) => this.#wrongWhenMended(drop, isLast))),
      ...(await Promise.all(
        models.map(async (model) => {
          const ofFiles = model.map((file) =>
            file.isTyped ? this.#wrongFolder(file, datasets, crashes) : wrongDatasets(file, datasets, crashes),
          );
          return (await Promise.all(ofFiles)).flat();
        }),
      )),
    );
    const said = histories.flatMap((steps, index) => {
      const problems = wrong.filter((_, at) => at % histories.length === index).flat();
      if (problems.length === 0) return [];
      return [`${problems.join("\n")}\n  in: ${steps.map(describeStep).join("; ")}`];
    });
    if (said.length > 0) throw new Error(`${said.join("\n\n")}\n(crashes in the round: ${crashes})`);
  }

  async #play(steps: readonly Step[]): Promise<ModelFile[]> {
    const number = String(this.#histories++).padStart(6, "0");
    const files = new Map<string, ModelFile>(
      FILES.map((file) => {
        const isTyped = file === TYPED_FILE;
        return [file, { name: `history-${number}-${file}`, drops: [], isTyped, lostAnswers: 0 }];
      }),
    );
    const typed = files.get(TYPED_FILE);
    if (typed && steps.some((step) => step.kind !== "crash" && step.file === TYPED_FILE)) await this.#define(typed);
    for (const step of steps) {
      if (step.kind === "crash") {
        await this.#crash();
        continue;
      }
      const file = files.get(step.file);
      if (file) await this.#step(step, file);
    }
    return [...files.values()];
  }

  /**
   * Defines the folder of a file, and waits for the answer. The crashes of other histories may use up all of its tries: then it is
   * uploaded again.
   */
  async #define(file: ModelFile): Promise<void> {
    const { s3, bucket } = this.#pipeline;
    const key = `${folderOf(file)}_dataset.json`;
    const schema = { fields: { id: { type: "text" }, a: { type: "text" } } };
    const Body = JSON.stringify({ name: file.name, workspaceId: WORKSPACE, schema, files: "one-dataset" });
    const put = async (): Promise<string> => {
      const { VersionId = "" } = await this.#ask(() =>
        s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body })),
      );
      return VersionId;
    };
    let versionId = await put();
    const isAccepted = async () => {
      const [report] = await this.#ask(() => readReports(s3, { bucket, key, versionId }));
      if (report) return report.outcome === "accepted";
      const dead = await this.#ask(() => deadLetters(this.#pipeline));
      if (dead.some((drop) => drop.key === key && drop.versionId === versionId)) versionId = await put();
      return false;
    };
    await until(isAccepted, () => `${key} is accepted`);
  }

  async #step(step: Exclude<Step, { kind: "crash" }>, file: ModelFile): Promise<void> {
    const { s3, sqs, sandbox, outputs, bucket } = this.#pipeline;
    const last = file.drops.at(-1);
    const key = keyOf(file);
    if (step.kind === "drop" || (step.kind === "again" && last)) {
      const number = this.#drops++;
      const good = step.kind === "drop" ? step.good : last?.good === true;
      const fresh = good ? `id,a\n1,${number}\n` : `id,a\n1,${number},too wide\n`;
      const body = step.kind === "drop" ? fresh : (last?.body ?? fresh);
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body });
      const { VersionId: versionId = "" } = await this.#ask(() => s3.send(put));
      file.drops.push({ drop: { bucket, key, versionId }, body, good, gone: false });
      return;
    }
    if (step.kind === "break") {
      const { fault } = step;
      file.lostAnswers += fault.lost;
      const { sandbox: ofService, cloud } = fault;
      if (ofService) sandbox.faults.add([{ ...ofService, dataset: file.name }]);
      if (cloud) await this.#ask(() => this.#pipeline.addFaults([{ ...cloud, about: `${file.name}.csv` }]));
      return;
    }
    if (!last) return;
    const { versionId } = last.drop;
    switch (step.kind) {
      case "repeat": {
        const event = objectCreatedEvent({ bucket, key, versionId, etag: "e", bytes: last.body.length, how: "Put" });
        const MessageBody = JSON.stringify(event);
        await this.#ask(() => sqs.send(new SendMessageCommand({ QueueUrl: outputs.DropQueueUrl, MessageBody })));
        return;
      }
      case "delete":
        await this.#ask(() => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
        return;
      case "delete-version":
        last.gone = true;
        await this.#ask(() => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId })));
        return;
      case "await":
        await until(
          async () => {
            const reports = await this.#ask(() => readReports(s3, last.drop));
            if (reports.length > 0) return true;
            const dead = await this.#ask(() => deadLetters(this.#pipeline));
            return dead.some((drop) => drop.versionId === versionId);
          },
          () => `${key} has its answer`,
        );
        return;
    }
  }

  /** Asks something of the cloud while it is there. */
  async #ask<T>(ask: () => Promise<T>): Promise<T> {
    await this.#gate;
    const asking = ask();
    const settled = asking.then(
      () => {},
      () => {},
    );
    this.#asking.add(settled);
    settled.finally(() => this.#asking.delete(settled));
    return asking;
  }

  /** Ends the cloud wherever it is, and starts it again. Its faults are forgotten, the dataset service's are not. */
  async #crash(): Promise<void> {
    const before = this.#gate;
    let done = () => {};
    this.#gate = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    await Promise.all(this.#asking);
    this.#crashes++;
    await this.#pipeline.kill();
    await this.#pipeline.restart();
    done();
  }

  async #quiet(): Promise<void> {
    let left: string[] = [];
    await until(
      async () => {
        left = await underWay(this.#pipeline);
        return left.length === 0;
      },
      () => `nothing is under way any more, at ${Date.now()}, but\n${left.join("\n")}`,
    );
  }

  #wrong(
    models: readonly ModelFile[][],
    look: (drop: ModelDrop, isLast: boolean) => Promise<string[]>,
  ): Promise<string[][]> {
    const ofFile = ({ drops }: ModelFile) =>
      drops.map(async (drop) => {
        const problems = await look(drop, drop === drops.at(-1));
        return problems.map((problem) => `${nameOf(drop.drop)} ${problem}`);
      });
    return Promise.all(models.map(async (files) => (await Promise.all(files.flatMap(ofFile))).flat()));
  }

  async #wrongWhileBroken({ drop }: ModelDrop, dead: ReadonlySet<string>): Promise<string[]> {
    const { reports, messages, record } = await this.#look(drop);
    const lost = reports.length === 0 && !dead.has(`${drop.key} ${drop.versionId}`);
    return [
      ...(lost ? ["has no answer, and is not in the dead-letter queue"] : []),
      ...brokenAnswers({ reports, messages }, 1),
      ...brokenRecord({ reports, record }),
    ];
  }

  /** A redrive leaves a failed drop whose place another one took: its answer stays. */
  async #wrongWhenMended({ drop, good, gone }: ModelDrop, isLast: boolean): Promise<string[]> {
    const seen = await this.#look(drop);
    const outcome = seen.reports.at(-1)?.outcome;
    const allowed = [...(good ? ["ready"] : ["rejected"]), ...(gone || (good && !isLast) ? ["failed"] : [])];
    const isRight = outcome !== undefined && allowed.includes(outcome);
    return [
      ...(isRight ? [] : [`ended ${outcome}, not ${allowed.join(" or ")}`]),
      ...brokenAnswers(seen, 2),
      ...brokenRecord(seen),
    ];
  }

  /** The folder has one dataset with records: those of its READY drops, each once, and of no other file. */
  async #wrongFolder({ name, drops, lostAnswers }: ModelFile, all: readonly SandboxDataset[], crashes: number) {
    const datasets = all.filter((dataset) => dataset.name === name);
    const used = datasets.filter(({ upload }) => upload !== null);
    const wrong: string[] = [];
    if (used.length > 1) wrong.push(`${name} has ${used.length} datasets with files`);
    const good = drops.filter((drop) => drop.good);
    const most = lostAnswers + good.length * (crashes + 1);
    if (datasets.length - used.length > most) {
      wrong.push(`${name} has ${datasets.length - used.length} empty datasets, and may have ${most}`);
    }
    const records = used[0] ? await this.#pipeline.sandbox.records(used[0].id) : [];
    const written = records.map(({ id, a }) => `id,a\n${id},${a}\n`);
    if (new Set(written).size < written.length) wrong.push(`${name} has a record twice: ${written.join("")}`);
    const known = new Set(good.map(({ body }) => body));
    for (const body of written)
      if (!known.has(body)) wrong.push(`${name} has a record that was never dropped: ${body}`);
    for (const { drop, body } of good) {
      const outcome = (await readReports(this.#pipeline.s3, drop)).at(-1)?.outcome;
      if (outcome === "ready" && !written.includes(body)) wrong.push(`${nameOf(drop)} is READY without its record`);
    }
    return wrong;
  }

  async #look(drop: Drop) {
    const reports = await readReports(this.#pipeline.s3, drop);
    const record = await readRecord(this.#pipeline, drop, reports);
    return { reports, record, messages: this.#messages.about(drop) };
  }
}

function keyOf(file: ModelFile): string {
  return `${file.isTyped ? folderOf(file) : "incoming/"}${file.name}.csv`;
}

/** With the file's name in its own, so that faults about the file hit what is asked about the folder too. */
function folderOf({ name }: ModelFile): string {
  return `incoming/folder of ${name}.csv/`;
}

/** Each good drop has one dataset READY, with its bytes; what is empty was lost on the way, or lost its file. */
function wrongDatasets(
  { name, drops, lostAnswers }: ModelFile,
  all: readonly SandboxDataset[],
  crashes: number,
): string[] {
  const datasets = all.filter((dataset) => dataset.name === name);
  const wrong: string[] = [];
  // What was deleted, or was written over after it failed, may have ended without.
  const mayFail = (drop: ModelDrop) => drop.good && (drop.gone || drop !== drops.at(-1));
  for (const one of drops) {
    const { drop, body, good } = one;
    const ready = datasets.filter(({ status, upload }) => status === "READY" && upload?.md5 === md5Of(body)).length;
    const least = good && !mayFail(one) ? 1 : 0;
    if (ready < least || ready > (good ? 1 : 0)) wrong.push(`${nameOf(drop)} has ${ready} READY datasets`);
  }
  const bodies = new Set(drops.map(({ body }) => md5Of(body)));
  const foreign = datasets.filter(({ upload }) => upload !== null && !bodies.has(upload.md5));
  if (foreign.length > 0) wrong.push(`${name} has ${foreign.length} datasets with bytes that were never dropped`);
  const empty = datasets.filter(({ upload }) => upload === null).length;
  // A crash loses at most the answers that were on their way: one for each drop.
  const good = drops.filter((drop) => drop.good);
  const most = lostAnswers + good.filter(mayFail).length + crashes * good.length;
  if (empty > most) wrong.push(`${name} has ${empty} empty datasets, and may have ${most}`);
  return wrong;
}

function nameOf({ key, versionId }: Drop): string {
  return `${key} (${versionId})`;
}
