import { setTimeout as sleep } from "node:timers/promises";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { DropGone } from "../drops/errors.ts";
import { accessOf } from "./access.ts";
import { dropFilesRoutes } from "./drop-files.ts";
import { connectDropReader } from "./drop-reader.ts";
import { dropsRoutes } from "./drops.ts";
import { foldersRoutes } from "./folders.ts";
import type { Clock, PageDependencies, PageEnv } from "./page-env.ts";
import { pagePolicy, WORKER_POLICY } from "./page-policy.ts";
import { PageProblem } from "./page-problem.ts";
import type { Problem, SignIn } from "./page-types.ts";
import { renderRulesPage } from "./rules-page.ts";
import { sessionRoutes } from "./session.ts";
import { renderShell } from "./shell.ts";
import { connectSigning, type Signing } from "./signing.ts";
import { uploadRoutes } from "./uploads.ts";

const REAL_CLOCK: Clock = { now: Date.now, wait: (milliseconds) => sleep(milliseconds) };

/** The client decides by the path what it shows. */
const PAGES = ["/", "/drops/:id", "/folders", "/folders/*"] as const;

/** Files go to S3 itself. The largest that comes here is the list of an upload's parts, of which S3 allows 10,000. */
const LARGEST_BODY_BYTES = 2 * 1024 * 1024;

function tooLarge(): never {
  throw new PageProblem(413, `The request is too large: the limit is ${LARGEST_BODY_BYTES / 1024 ** 2} MiB.`);
}

/** A page names its files, whose names change: it is requested each time. */
const fresh: MiddlewareHandler = (c, next) => {
  c.header("Cache-Control", "no-cache");
  return next();
};

/** The pages and their API. */
export function createPageApp(dependencies: PageDependencies): Hono<PageEnv> {
  const { assets, signIn, failed } = dependencies;
  const app = new Hono<PageEnv>();
  app.use(pageHeaders(dependencies));
  for (const path of PAGES) {
    app.get(path, fresh, (c) => c.html(renderShell(assets.path)));
  }
  app.get("/rules", fresh, async (c) => c.html(renderRulesPage(await assets.rules(), assets.path)));
  app.get("/assets/:name", sendAsset(dependencies));
  app.get("/sign-in.json", fresh, (c) => (signIn ? c.json<SignIn>(signIn) : c.notFound()));
  app.route("/api", pageApi(dependencies));

  app.notFound((c) => c.json<Problem>({ message: "Not found." }, 404));
  app.onError((error, c) => {
    if (error instanceof PageProblem) return c.json<Problem>({ message: error.message }, error.status);
    if (error instanceof DropGone) return c.json<Problem>({ message: error.message }, 410);
    failed(error, c);
    const message = "Something went wrong. Try again; if it fails again, tell the people who run this page.";
    return c.json<Problem>({ message }, 500);
  });
  return app;
}

function pageApi(dependencies: PageDependencies): Hono<PageEnv> {
  const { s3, workspaces, personOf, clock = REAL_CLOCK } = dependencies;
  const connected = { ...dependencies, clock, reader: connectDropReader(s3), signing: signingOf(dependencies) };
  const api = new Hono<PageEnv>();
  api.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    // Every request has a token of its own; this is for a page without sign-in, on somebody's machine.
    const site = c.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none") {
      throw new PageProblem(403, "Only this page's own scripts can send this request.");
    }
    c.set("access", accessOf(personOf(c), workspaces));
    return next();
  });
  api.use(bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: tooLarge }));
  api.use(compress({ encoding: "gzip" }));
  for (const routes of [sessionRoutes, dropsRoutes, dropFilesRoutes, uploadRoutes, foldersRoutes]) {
    api.route("/", routes(connected));
  }
  return api;
}

function signingOf({ s3, bucket, signing }: Pick<PageDependencies, "s3" | "bucket" | "signing">): Signing {
  return signing ?? connectSigning(s3, bucket);
}

function pageHeaders({ signIn, signInOrigins, ...dependencies }: PageDependencies): MiddlewareHandler {
  const signing = signingOf(dependencies);
  let policy: Promise<string> | undefined;
  async function writePolicy(): Promise<string> {
    const origins = signIn ? [new URL(signIn.issuer).origin, ...signInOrigins] : [];
    return pagePolicy([...new Set([await signing.origin(), ...origins])]);
  }
  return async (c, next) => {
    policy ??= writePolicy();
    // A failure is this request's alone: the next one tries again.
    policy.catch(() => {
      policy = undefined;
    });
    c.header("Content-Security-Policy", await policy);
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("X-Content-Type-Options", "nosniff");
    if (c.req.url.startsWith("https:")) c.header("Strict-Transport-Security", "max-age=31536000");
    return next();
  };
}

function sendAsset({ assets }: PageDependencies) {
  return async (c: Context<PageEnv, "/assets/:name">) => {
    const name = c.req.param("name");
    const asset = await assets.read(name, c.req.header("accept-encoding") ?? "");
    if (!asset) return c.notFound();
    // Its name changes with its content.
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    c.header("Vary", "Accept-Encoding");
    if (asset.encoding) c.header("Content-Encoding", asset.encoding);
    if (/-worker\b/.test(name)) c.header("Content-Security-Policy", WORKER_POLICY);
    return c.body(asset.content, 200, { "Content-Type": asset.type });
  };
}
