import type { DropChanges, DropLine, DropsPage, Session } from "../../../functions/page/page-types.ts";

/** What the server has of drops. Each call rejects if there is no good answer. */
export interface DropsApi {
  session(): Promise<Session>;
  /** @param before a page's `next`; undefined for the newest */
  page(before: string | undefined): Promise<DropsPage>;
  /** Waits until something changes, for as long as an answer may take. */
  changes(since: string): Promise<DropChanges>;
}

/** Where it is shown. */
export interface DropsView {
  session(session: Session): void;
  /** The list as it is. */
  listed(lines: readonly DropLine[]): void;
  /** What happened since. */
  changed(lines: readonly DropLine[]): void;
  connection(state: "live" | "lost"): void;
  older(state: OlderDrops): void;
  /** This person may see nothing, and why. Nothing is asked for any more. */
  refused(message: string): void;
}

/** What there is before the drops that are listed. `more` waits for somebody to ask for it. */
export type OlderDrops = "loading" | "more" | "none";

export interface FollowPace {
  /** After so many failures in a row. */
  backOff(failures: number): Promise<void>;
  /** Between two questions: at once, or after a while if nobody looks at the page. */
  pause(): Promise<void>;
  /** In milliseconds since the epoch. */
  now(): number;
}

/** So many drops are listed without being asked for. */
const LISTED_UNASKED = 10_000;
/** And so many each time that somebody asks. */
const LISTED_AT_ONCE = 1000;
/** The queue's length is asked for apart from the drops. */
const SESSION_EVERY_MS = 15_000;

/** Nobody signed in, or not somebody who may see drops; 431: the sign-in is too large to be sent. */
const REFUSALS: readonly unknown[] = [401, 403, 431];

/** Follows the drops: first the list, the newest first, and then what changes in it. */
export class DropsFollower {
  readonly #api: DropsApi;
  readonly #view: DropsView;
  readonly #pace: FollowPace;
  /** Counts the starts: what an earlier one still asks for is not wanted any more. */
  #start = 0;
  #next: string | null = null;
  #listed = 0;
  #isRefused = false;

  constructor(api: DropsApi, view: DropsView, pace: FollowPace) {
    this.#api = api;
    this.#view = view;
    this.#pace = pace;
  }

  /** Ends when this person may see nothing. */
  async follow(): Promise<void> {
    while (!this.#isRefused) await this.#followList();
  }

  /** Lists some more of the older drops. */
  async showOlder(): Promise<void> {
    await this.#listOlder(this.#start, this.#listed + LISTED_AT_ONCE);
  }

  /** From the list until too much has changed since, so that it is read again. */
  async #followList(): Promise<void> {
    const start = ++this.#start;
    const session = await this.#ask(() => this.#api.session());
    if (!session) return;
    this.#view.session(session);
    const first = await this.#ask(() => this.#api.page(undefined));
    if (!first) return;
    this.#view.listed(first.drops);
    // As many as were there before, if the list is read again.
    const wanted = Math.max(LISTED_UNASKED, this.#listed);
    this.#listed = first.drops.length;
    this.#next = first.next;
    void this.#listOlder(start, wanted);
    await this.#followChanges(first.revision, session);
  }

  async #followChanges(first: string, session: Session): Promise<void> {
    let askedAt = this.#pace.now();
    for (let since = first; ; ) {
      const changes = await this.#ask(() => this.#api.changes(since));
      if (!changes) return;
      since = changes.revision;
      this.#view.changed(changes.drops);
      if (session.waiting !== null && this.#pace.now() - askedAt >= SESSION_EVERY_MS) {
        askedAt = this.#pace.now();
        await this.#api.session().then(
          (known) => this.#view.session(known),
          // The next one comes soon.
          () => undefined,
        );
      }
      await this.#pace.pause();
    }
  }

  async #listOlder(start: number, wanted: number): Promise<void> {
    while (this.#next !== null && this.#listed < wanted) {
      this.#view.older("loading");
      const before = this.#next;
      const page = await this.#ask(() => this.#api.page(before));
      if (start !== this.#start) return;
      if (!page) break;
      this.#view.listed(page.drops);
      this.#next = page.next;
      this.#listed += page.drops.length;
    }
    this.#view.older(this.#next === null ? "none" : "more");
  }

  /** Asks until there is an answer. @returns undefined if it has to be asked from the start, or must not be asked */
  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> {
    for (let failures = 1; ; failures++) {
      try {
        const answer = await question();
        this.#view.connection("live");
        return answer;
      } catch (error) {
        const status = error instanceof Error && "status" in error ? error.status : 0;
        if (status === 410) return undefined;
        if (REFUSALS.includes(status)) {
          this.#isRefused = true;
          this.#view.refused(error instanceof Error ? error.message : "");
          return undefined;
        }
        this.#view.connection("lost");
        await this.#pace.backOff(failures);
      }
    }
  }
}
