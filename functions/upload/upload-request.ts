import * as z from "zod/mini";
import { dropShape } from "../drops/publish-input.ts";

/** What the state machine hands to the step; an execution that an earlier version began goes on with its own definition. */
export const uploadRequest = z.object({
  drop: dropShape,
  droppedAt: z.optional(z.string()),
  dataset: z.object({ id: z.string(), workspaceId: z.optional(z.string()), typed: z.optional(z.boolean()) }),
  // An execution that began before there were typed datasets names neither; only their imports use them.
  attempt: z._default(z.number(), 1),
  datasetAttempt: z._default(z.number(), 1),
  file: z.object({ name: z.string(), bytes: z.number(), object: z.optional(dropShape) }),
  startedAt: z.string(),
});
