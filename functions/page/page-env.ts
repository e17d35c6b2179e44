import type { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "hono";
import type { DefinedFolders } from "../drops/folders.ts";
import type { RecordReader } from "../drops/records/record-reader.ts";
import type { RecordWriter } from "../drops/records/record-writer.ts";
import type { Workspaces } from "../drops/workspaces.ts";
import type { Severities } from "../validation/findings.ts";
import type { Access, Person } from "./access.ts";
import type { PageAssets } from "./assets.ts";
import type { SignIn } from "./page-types.ts";
import type { Signing } from "./signing.ts";

/** The page's time, so that tests need not wait. */
export interface Clock {
  /** In milliseconds since the epoch. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** What the page works on. It knows nothing of Lambda: the same page runs on one's own machine. */
export interface PageDependencies {
  /** Reads, writes and signs: with `SIGNING_CONFIG`. */
  readonly s3: S3Client;
  readonly bucket: string;
  readonly records: RecordReader;
  readonly recordWriter: RecordWriter;
  readonly workspaces: Workspaces;
  /** Folders that the stack's settings define. */
  readonly folders: DefinedFolders;
  readonly severities: Severities;
  /** How many datasets are created in a minute, on average. */
  readonly dropsPerMinute: number;
  /** In bytes. */
  readonly largestFile: number;
  /** How many drops wait for their ingest; null if that is not known. */
  readonly waiting: () => Promise<number | null>;
  /** Who sends a request. @throws {PageProblem} nobody who may */
  readonly personOf: (c: Context) => Person;
  readonly assets: PageAssets;
  /** undefined where nobody needs to sign in. */
  readonly signIn: SignIn | undefined;
  /** What the client calls to sign in, besides the issuer: origins such as `https://login.example.com`. */
  readonly signInOrigins: readonly string[];
  /** Called with every error that is not the request's own. */
  readonly failed: (error: unknown, c: Context) => void;
  readonly clock?: Clock;
  /** Default: URLs of the bucket itself, which has to let this page's origin call it. */
  readonly signing?: Signing;
}

/** What the API's routes share. */
export interface PageEnv {
  Variables: { access: Access };
}
