import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Drop, executionName, INCOMING_PREFIX } from "../../../functions/drops/drop.ts";
import { reportKey, workKey } from "../../../functions/drops/object-keys.ts";
import { type DropMessage, readDropMessage } from "../../../functions/ingest/s3-events.ts";
import { eventBridgeEvent, objectCreatedEvent } from "../../../local/cloud/events/s3-notifications.ts";
import { cases } from "../../cases.ts";

/** S3's own limit, in bytes of UTF-8. */
const KEY_BYTES = 1024;

/** A key of any characters, many of several bytes, often as long as a key can be. */
const key = fc
  .tuple(fc.string({ unit: "binary", maxLength: 1100, size: "max" }), fc.constantFrom("", ".csv", "/", "é🎉.csv"))
  .map(([text, ending]) => {
    const room = KEY_BYTES - Buffer.byteLength(INCOMING_PREFIX + ending);
    const { read } = new TextEncoder().encodeInto(text, new Uint8Array(room));
    return INCOMING_PREFIX + text.slice(0, read) + ending;
  });
const versionId = fc.string({ unit: fc.constantFrom(..."abcXYZ019._"), minLength: 1, maxLength: 64 });
const object = fc.record({ key, versionId, bytes: fc.nat(), etag: fc.constant("e1") });
const written = object.map((fields) => ({ bucket: "drops", how: "Put", ...fields }));

const recordOf = (fields: Parameters<typeof objectCreatedEvent>[0]) => objectCreatedEvent(fields).Records[0];
const redrive = fc.record({
  dropset: fc.constant("redrive"),
  drop: fc.record({ bucket: fc.constant("drops"), key, versionId }),
  bytes: fc.nat(),
  droppedAt: fc.constant("2026-11-24T12:00:00.000Z"),
  attempt: fc.integer({ min: 2, max: 99_999 }),
  datasetAttempt: fc.constant(1),
});

/** The same JSON with one value anywhere in it taken out, or any other in its place. */
function damaged(whole: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(whole, fc.nat(), fc.option(fc.jsonValue({ maxDepth: 1 }), { freq: 2, nil: undefined }))
    .map(([value, at, instead]) => {
      const copy: unknown = JSON.parse(JSON.stringify(value));
      const places: (readonly [object, string])[] = [];
      const walk = (part: unknown) => {
        if (typeof part !== "object" || part === null) return;
        for (const [name, inner] of Object.entries(part)) {
          places.push([part, name]);
          walk(inner);
        }
      };
      walk(copy);
      const [holder, name] = places[at % places.length] ?? [{}, ""];
      if (instead === undefined) Reflect.deleteProperty(holder, name);
      else Reflect.set(holder, name, instead);
      return copy;
    });
}

/** What every reader of a message relies on. */
function expectSound({ drops, refused }: DropMessage): void {
  for (const { drop, bytes, droppedAt } of drops) {
    expect(drop.key.startsWith(INCOMING_PREFIX)).toBe(true);
    expect(drop.versionId).not.toBe("");
    expect(drop.bucket).not.toBe("");
    expect(bytes).toBeGreaterThanOrEqual(0);
    expect(Date.parse(droppedAt)).not.toBeNaN();
  }
  for (const { name, message } of refused) {
    expect(name).toBe("NotAnS3Event");
    expect(message).toMatch(/^(The|Record \d+ of the) (message|event)/);
    expect(message.length).toBeGreaterThan(25);
  }
}

describe("a queue's message", () => {
  it("that is any text or JSON is read, and anything but an event is refused by name", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (body) => {
          const read = readDropMessage(body);
          expectSound(read);
          expect(read.drops).toEqual([]);
        },
      ),
      { numRuns: cases(1000) },
    );
  });

  it("with anything missing or wrong in it is read, or refused with the place", () => {
    const whole = fc.oneof(
      written.map((fields) => objectCreatedEvent(fields)),
      written.map((fields) => eventBridgeEvent(fields)),
      redrive,
      fc.constant({ Service: "Amazon S3", Event: "s3:TestEvent", Time: "2026-11-24T12:00:00.000Z", Bucket: "drops" }),
    );
    fc.assert(
      fc.property(damaged(whole), (message) => expectSound(readDropMessage(JSON.stringify(message)))),
      { numRuns: cases(1000) },
    );
  });

  it("returns every valid record of a thousand, and refuses each of the others", () => {
    const good = written.map((fields) => ({ good: true, record: recordOf(fields) as unknown }));
    const bad = fc
      .oneof(fc.jsonValue(), fc.constant({ eventSource: "aws:sns", Sns: {} }), fc.constant({ eventSource: "aws:s3" }))
      .map((record: unknown) => ({ good: false, record }));
    const short = written.map((fields) => ({ ...fields, key: `${INCOMING_PREFIX}${fields.etag}.csv` }));
    const many = fc.array(
      fc.oneof(
        short.map((fields) => ({ good: true, record: recordOf(fields) as unknown })),
        bad,
      ),
      {
        minLength: 1000,
        maxLength: 1000,
      },
    );
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof(good, bad), { maxLength: 20 }) }, many),
        (entries) => {
          const read = readDropMessage(JSON.stringify({ Records: entries.map(({ record }) => record) }));
          expectSound(read);
          const expected = entries.filter(({ good, record }) => good && !isFolder(record));
          expect(read.drops).toHaveLength(expected.length);
          expect(read.refused).toHaveLength(entries.filter(({ good }) => !good).length);
        },
      ),
      { numRuns: cases(60) },
    );
  });

  it("gives the same drop by S3's own event and by EventBridge's, whatever its key", () => {
    fc.assert(
      fc.property(written, (fields) => {
        const drops = [objectCreatedEvent(fields), eventBridgeEvent(fields)].map(
          (event) => readDropMessage(JSON.stringify(event)).drops[0]?.drop,
        );
        const isPlaceholder = fields.key.endsWith("/") && fields.bytes === 0;
        const { key, versionId } = fields;
        const drop = isPlaceholder ? undefined : { bucket: "drops", key, versionId };
        expect(drops).toEqual([drop, drop]);
      }),
      { numRuns: cases(1000) },
    );
  });
});

describe("a key as long as S3 allows", () => {
  const keyOf = (drop: Drop) => ({ report: reportKey(drop), work: workKey(drop) });

  it("has a report, a work record and an execution with names that can be", () => {
    fc.assert(
      fc.property(key, versionId, fc.integer({ min: 1, max: 99_999 }), (key, versionId, attempt) => {
        const drop = { bucket: "drops", key, versionId };
        for (const written of Object.values(keyOf(drop))) {
          expect(Buffer.byteLength(written)).toBeLessThanOrEqual(KEY_BYTES);
          expect(written.isWellFormed()).toBe(true);
        }
        expect(executionName(drop, attempt)).toMatch(/^[0-9A-Za-z][0-9A-Za-z_-]{0,79}$/);
      }),
      { numRuns: cases(1000) },
    );
  });

  it("is unique for each version, and for keys that only differ at the end", () => {
    fc.assert(
      fc.property(key, versionId, versionId, fc.constantFrom("a", "é", "🎉"), (key, one, other, end) => {
        fc.pre(one !== other);
        const cut = Buffer.byteLength(key) > KEY_BYTES - 4 ? [...key].slice(0, -4).join("") : key;
        fc.pre(cut.startsWith(INCOMING_PREFIX) && cut + end !== key);
        const names = [
          { bucket: "drops", key, versionId: one },
          { bucket: "drops", key, versionId: other },
          { bucket: "drops", key: cut + end, versionId: one },
        ].map((drop) => ({ ...keyOf(drop), execution: executionName(drop) }));
        for (const name of ["report", "work", "execution"] as const) {
          expect(new Set(names.map((named) => named[name])).size).toBe(3);
        }
      }),
      { numRuns: cases(1000) },
    );
  });
});

function isFolder(record: unknown): boolean {
  const { s3 } = Object(record);
  return s3.object.key.endsWith("/") && s3.object.size === 0;
}
