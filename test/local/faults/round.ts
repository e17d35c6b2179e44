import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Drop } from "../../../functions/drops/drop.ts";
import { objectCreatedEvent } from "../../../local/cloud/s3-notifications.ts";
import type { SandboxDataset } from "../../../local/sandbox/dataset.ts";
import { startDropset } from "../../cli/dropset.ts";
import { brokenAnswers, deadLetters, keepMessages, md5Of, readReports, underWay } from "./history.ts";
import type { KillablePipeline } from "./killable-pipeline.ts";
import { describeStep, FILES, type Step } from "./steps.ts";
import { until } from "./until.ts";

/** The model of one drop: what is known of it without looking at the pipeline. */
interface ModelDrop {
  readonly drop: Drop;
  readonly body: string;
  readonly good: boolean;
  /** Its version was deleted for good: it may be READY all the same, where that came too late. */
  gone: boolean;
}

/** The model of one file's drops, and of how many datasets may be left empty beside theirs. */
interface ModelFile {
  readonly name: string;
  readonly drops: ModelDrop[];
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
      ...models.map((model) => model.flatMap((file) => wrongDatasets(file, datasets, crashes))),
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
      FILES.map((file) => [file, { name: `history-${number}-${file}`, drops: [], lostAnswers: 0 }]),
    );
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

  async #step(step: Exclude<Step, { kind: "crash" }>, file: ModelFile): Promise<void> {
    const { s3, sqs, sandbox, outputs, bucket } = this.#pipeline;
    const last = file.drops.at(-1);
    const key = `incoming/${file.name}.csv`;
    if (step.kind === "drop") {
      const number = this.#drops++;
      const body = step.good ? `id,a\n1,${number}\n` : `id,a\n1,${number},too wide\n`;
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body });
      const { VersionId: versionId = "" } = await this.#ask(() => s3.send(put));
      file.drops.push({ drop: { bucket, key, versionId }, body, good: step.good, gone: false });
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
    const { reports, messages } = await this.#look(drop);
    const lost = reports.length === 0 && !dead.has(`${drop.key} ${drop.versionId}`);
    return [
      ...(lost ? ["has no answer, and is not in the dead-letter queue"] : []),
      ...brokenAnswers({ reports, messages }, 1),
    ];
  }

  /** A redrive leaves a failed drop whose place another one took: its answer stays. */
  async #wrongWhenMended({ drop, good, gone }: ModelDrop, isLast: boolean): Promise<string[]> {
    const seen = await this.#look(drop);
    const outcome = seen.reports.at(-1)?.outcome;
    const allowed = [...(good ? ["ready"] : ["rejected"]), ...(gone || (good && !isLast) ? ["failed"] : [])];
    const isRight = outcome !== undefined && allowed.includes(outcome);
    return [...(isRight ? [] : [`ended ${outcome}, not ${allowed.join(" or ")}`]), ...brokenAnswers(seen, 2)];
  }

  async #look(drop: Drop) {
    return { reports: await readReports(this.#pipeline.s3, drop), messages: this.#messages.about(drop) };
  }
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
