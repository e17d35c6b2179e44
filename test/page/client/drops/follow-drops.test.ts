import { describe, expect, it } from "vitest";
import type { DropChanges, DropLine, DropsPage, Session } from "../../../../functions/page/page-types.ts";
import {
  type DropsApi,
  DropsFollower,
  type DropsView,
  type OlderDrops,
} from "../../../../page/client/drops/follow-drops.ts";
import { manyRecords } from "../../many-records.ts";

const SESSION: Session = {
  person: null,
  workspaces: [],
  dropsPerMinute: 60,
  severities: {},
  waiting: 3,
  largestFile: 1,
};

class Answered extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The server answered ${status}.`);
    this.status = status;
  }
}

/** A server whose list has pages of 1,000, and whose changes are said one by one. */
class FakeServer implements DropsApi {
  readonly lines: readonly DropLine[];
  readonly asked: string[] = [];
  /** What the next questions are answered with, in place of the list. */
  readonly failures: number[] = [];
  #answer: ((changes: DropChanges) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  #wanted = Promise.withResolvers<void>();

  constructor(count: number) {
    this.lines = manyRecords(count).reverse();
  }

  async session(): Promise<Session> {
    this.#ask("session");
    return SESSION;
  }

  async page(before: string | undefined): Promise<DropsPage> {
    this.#ask(`page ${before ?? "first"}`);
    const start = Number(before ?? 0);
    const end = start + 1000;
    return {
      drops: this.lines.slice(start, end),
      next: end < this.lines.length ? String(end) : null,
      revision: "0",
    };
  }

  changes(since: string): Promise<DropChanges> {
    return new Promise((resolve, reject) => {
      this.asked.push(`changes ${since}`);
      this.#answer = resolve;
      this.#fail = reject;
      this.#wanted.resolve();
    });
  }

  /** Answers the question for changes, once it is asked. */
  async say(drops: readonly DropLine[], revision: string): Promise<void> {
    await this.#wanted.promise;
    this.#wanted = Promise.withResolvers();
    this.#answer?.({ drops, revision });
  }

  async failChanges(status: number): Promise<void> {
    await this.#wanted.promise;
    this.#wanted = Promise.withResolvers();
    this.#fail?.(new Answered(status));
  }

  #ask(what: string): void {
    this.asked.push(what);
    const status = this.failures.shift();
    if (status !== undefined) throw new Answered(status);
  }
}

class FakeView implements DropsView {
  readonly said: string[] = [];
  readonly listedIds = new Set<string>();
  readonly changedIds: string[] = [];
  olderDrops: OlderDrops | undefined;

  session(): void {
    this.said.push("session");
  }
  listed(lines: readonly DropLine[]): void {
    for (const { id } of lines) this.listedIds.add(id);
  }
  changed(lines: readonly DropLine[]): void {
    this.changedIds.push(...lines.map(({ id }) => id));
  }
  connection(state: "live" | "lost"): void {
    if (this.said.at(-1) !== state) this.said.push(state);
  }
  older(state: OlderDrops): void {
    this.olderDrops = state;
  }
  refused(message: string): void {
    this.said.push(message);
  }
}

function follow(server: FakeServer, { now = () => 0 }: { now?: () => number } = {}) {
  const view = new FakeView();
  const failures: number[] = [];
  const pace = {
    backOff: async (failed: number) => {
      failures.push(failed);
    },
    pause: async () => undefined,
    now,
  };
  const follower = new DropsFollower(server, view, pace);
  const ended = follower.follow();
  return { view, follower, failures, ended };
}

describe("the list of drops", () => {
  it("is read in pages until 10,000 are there, and further when somebody asks", async () => {
    const server = new FakeServer(12_500);
    const { view, follower } = follow(server);
    await expect.poll(() => view.olderDrops).toBe("more");
    expect(view.listedIds.size).toBe(10_000);
    await follower.showOlder();
    expect(view.listedIds.size).toBe(11_000);
    await follower.showOlder();
    await follower.showOlder();
    expect(view.listedIds.size).toBe(12_500);
    expect(view.olderDrops).toBe("none");
  });

  it("is followed while the older drops are still read", async () => {
    const server = new FakeServer(3000);
    const { view } = follow(server);
    await server.say(manyRecords(1), "1");
    await server.say([], "2");
    await expect.poll(() => server.asked).toContain("changes 2");
    expect(view.changedIds).toEqual([server.lines.at(-1)?.id]);
    await expect.poll(() => view.olderDrops).toBe("none");
  });

  it("asks again after failures, later each time, and goes on with the same revision", async () => {
    const server = new FakeServer(10);
    server.failures.push(503, 0, 503);
    const { view, failures } = follow(server);
    await server.say([], "7");
    await server.failChanges(0);
    await server.failChanges(502);
    await server.say([], "8");
    await expect.poll(() => server.asked.at(-1)).toBe("changes 8");
    expect(failures).toEqual([1, 2, 3, 1, 2]);
    expect(server.asked.filter((asked) => asked === "changes 7")).toHaveLength(3);
    expect(view.said).toEqual(["lost", "live", "session", "live", "lost", "live"]);
  });

  it("is read again when too much has changed, as far as it was there", async () => {
    const server = new FakeServer(13_000);
    const { view, follower } = follow(server);
    await expect.poll(() => view.olderDrops).toBe("more");
    await follower.showOlder();
    server.asked.length = 0;
    await server.failChanges(410);
    await expect.poll(() => server.asked).toContain("page 10000");
    await expect.poll(() => view.olderDrops).toBe("more");
    expect(server.asked.filter((asked) => asked.startsWith("page"))).toHaveLength(11);
    expect(view.said).not.toContain("lost");
  });

  it.each([
    ["who may not see it", 403],
    ["whose sign-in is not accepted", 401],
    ["whose sign-in is too large to be sent", 431],
  ])("is not asked for again by somebody %s", async (_, status) => {
    const server = new FakeServer(10);
    server.failures.push(status);
    const { view, ended } = follow(server);
    await ended;
    expect(view.said).toEqual([`The server answered ${status}.`]);
    expect(server.asked).toEqual(["session"]);
  });

  it("asks for the queue's length now and then, and does without it if that fails", async () => {
    let now = 0;
    const server = new FakeServer(10);
    const { view } = follow(server, { now: () => now });
    await server.say([], "1");
    await server.say([], "2");
    await expect.poll(() => server.asked.at(-1)).toBe("changes 2");
    expect(server.asked.filter((asked) => asked === "session")).toHaveLength(1);
    now = 20_000;
    server.failures.push(500);
    await server.say([], "3");
    await expect.poll(() => server.asked.at(-1)).toBe("changes 3");
    now = 40_000;
    await server.say([], "4");
    await expect.poll(() => server.asked.at(-1)).toBe("changes 4");
    expect(view.said.filter((said) => said === "session")).toHaveLength(2);
    expect(view.said).not.toContain("lost");
  });
});
