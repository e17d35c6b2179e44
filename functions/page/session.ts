import { Hono } from "hono";
import type { PageDependencies, PageEnv } from "./page-env.ts";
import type { Session } from "./page-types.ts";

type SessionDependencies = Pick<PageDependencies, "dropsPerMinute" | "severities" | "largestFile" | "waiting">;

/** Who is here, and what a page needs to know before it shows anything. */
export function sessionRoutes({ waiting, ...settings }: SessionDependencies): Hono<PageEnv> {
  const { dropsPerMinute, severities, largestFile } = settings;
  const api = new Hono<PageEnv>();
  api.get("/session", async (c) => {
    const { person, workspaces } = c.var.access;
    return c.json<Session>({
      person: person.name,
      workspaces,
      dropsPerMinute,
      severities,
      largestFile,
      // The queue is everyone's, and says how much others upload.
      waiting: person.workspaces === "all" ? await waiting() : null,
    });
  });
  return api;
}
