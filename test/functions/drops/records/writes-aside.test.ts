import { expect, it } from "vitest";
import { writesAside } from "../../../../functions/drops/records/writes-aside.ts";

/** A write that ends by a call. */
function slowWrite(name: string, done: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { write: () => promise.then(() => void done.push(name)), end: resolve };
}

it("writes one after the other, and is done after the last one", async () => {
  const done: string[] = [];
  const aside = writesAside();
  const [first, second] = [slowWrite("first", done), slowWrite("second", done)];
  aside.add(first.write);
  aside.add(second.write);
  second.end();
  await new Promise(setImmediate);
  expect(done).toEqual([]);
  first.end();
  await aside.done();
  expect(done).toEqual(["first", "second"]);
});

it("leaves out what is offered while a write is under way, and takes it afterwards", async () => {
  const done: string[] = [];
  const aside = writesAside();
  const first = slowWrite("first", done);
  aside.offer(first.write);
  aside.offer(async () => void done.push("left out"));
  first.end();
  await aside.done();
  aside.offer(async () => void done.push("later"));
  await aside.done();
  expect(done).toEqual(["first", "later"]);
});

it("is done at once where nothing was written", async () => {
  await expect(writesAside().done()).resolves.toBeUndefined();
});
