import type { Context } from "hono";
import type * as z from "zod/mini";
import { PageProblem } from "./page-problem.ts";

/** Reads a request's JSON. @throws {PageProblem} it is not what the schema says */
export async function readBody<Shape extends z.ZodMiniType>(c: Context, shape: Shape): Promise<z.infer<Shape>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path }) => path.join(".")).filter((path) => path !== "");
  throw new PageProblem(400, `The request cannot be read${wrong.length > 0 ? `: ${wrong.join(", ")}` : ""}.`);
}
