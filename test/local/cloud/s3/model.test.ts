import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../../cases.ts";
import { S3Server } from "./s3-server.ts";

// Keys that share beginnings, and that UTF-8 and UTF-16 order differently.
const KEYS = ["a", "a/", "a/b", "a/b/c", "a0", "\u{ff5e}", "\u{1f389}"];
const PAGE = 2;

type Step =
  | { readonly do: "put"; readonly key: string; readonly content: string }
  | { readonly do: "copy"; readonly from: string; readonly key: string }
  | { readonly do: "delete"; readonly key: string }
  | { readonly do: "delete-version"; readonly key: string; readonly which: number }
  | { readonly do: "reopen" };

const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("put" as const), key, content: fc.string({ maxLength: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("copy" as const), from: key, key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete-version" as const), key, which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
);

/** The versions of each key, newest first; a delete marker has no content. */
type Model = Map<string, { readonly id: string; readonly content: string | null }[]>;

const inOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function play(server: S3Server, model: Model, action: Step): Promise<void> {
  const Bucket = "versioned";
  const add = (key: string, id: string | undefined, content: string | null) =>
    model.set(key, [{ id: id ?? "none", content }, ...(model.get(key) ?? [])]);
  switch (action.do) {
    case "put": {
      const { VersionId } = await server.s3.send(
        new PutObjectCommand({ Bucket, Key: action.key, Body: Buffer.from(action.content) }),
      );
      add(action.key, VersionId, action.content);
      return;
    }
    case "copy": {
      const content = model.get(action.from)?.[0]?.content ?? null;
      const copy = server.s3.send(
        new CopyObjectCommand({ Bucket, Key: action.key, CopySource: `${Bucket}/${encodeURIComponent(action.from)}` }),
      );
      if (content === null || action.from === action.key) await expect(copy).rejects.toThrow();
      else add(action.key, (await copy).VersionId, content);
      return;
    }
    case "delete": {
      const { VersionId } = await server.s3.send(new DeleteObjectCommand({ Bucket, Key: action.key }));
      add(action.key, VersionId, null);
      return;
    }
    case "delete-version": {
      const versions = model.get(action.key) ?? [];
      const chosen = versions[action.which];
      if (!chosen) return;
      await server.s3.send(new DeleteObjectCommand({ Bucket, Key: action.key, VersionId: chosen.id }));
      model.set(
        action.key,
        versions.filter((version) => version !== chosen),
      );
      return;
    }
    case "reopen":
      await server.close();
      await server.open();
  }
}

/** Everything that a client can see, page by page. */
async function seen(server: S3Server, Prefix: string, Delimiter: string | undefined) {
  const Bucket = "versioned";
  const objects: string[] = [];
  let token: string | undefined;
  do {
    const page = await server.s3.send(
      new ListObjectsV2Command({ Bucket, Prefix, Delimiter, MaxKeys: PAGE, ContinuationToken: token }),
    );
    const entries = [
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map((common) => common.Prefix),
    ];
    objects.push(...entries.map((entry) => entry ?? "").sort(inOrder));
    token = page.NextContinuationToken;
  } while (token !== undefined);

  const versions: string[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (from) {
    const page: Awaited<ReturnType<typeof list>> = await list(from);
    const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    versions.push(...all.map(({ Key, VersionId, IsLatest }) => `${Key} ${VersionId} ${IsLatest}`));
    from = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  function list(place: object) {
    return server.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: PAGE, ...place }));
  }
  return { objects, versions: versions.sort() };
}

function expected(model: Model, prefix: string, delimiter: string | undefined) {
  const keys = [...model.keys()].filter((key) => key.startsWith(prefix)).sort(inOrder);
  const listed = keys
    .filter((key) => typeof model.get(key)?.[0]?.content === "string")
    .map((key) => {
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? key : key.slice(0, end + 1);
    });
  const versions = keys.flatMap((key) => (model.get(key) ?? []).map(({ id }, place) => `${key} ${id} ${place === 0}`));
  return { objects: [...new Set(listed)], versions: versions.sort() };
}

describe("the store", () => {
  it("is what a simple model of versions is, whatever is done to it, restarts included", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.constantFrom("", "a", "a/", "b"),
        fc.constantFrom(undefined, "/"),
        async (steps, prefix, delimiter) => {
          const server = await S3Server.start();
          try {
            server.bucket("versioned");
            const model: Model = new Map();
            for (const action of steps) await play(server, model, action);
            expect(await seen(server, prefix, delimiter)).toEqual(expected(model, prefix, delimiter));
            for (const [Key, versions] of model) {
              for (const { id, content } of versions) {
                const read = server.s3.send(new GetObjectCommand({ Bucket: "versioned", Key, VersionId: id }));
                if (content === null) await expect(read).rejects.toMatchObject({ $metadata: { httpStatusCode: 405 } });
                else expect(await (await read).Body?.transformToString()).toBe(content);
              }
            }
            // As many files as there are contents: none is lost, and none is left behind.
            const contents = [...model.values()].flat().filter(({ content }) => content !== null);
            expect((await server.files()).length).toBe(contents.length);
          } finally {
            await server.remove();
          }
        },
      ),
      { numRuns: cases(100) },
    );
  });
});
