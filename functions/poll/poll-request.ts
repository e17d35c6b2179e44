import * as z from "zod/mini";
import { dropShape } from "../drops/publish-input.ts";

/** What the state machine hands to the step; an execution that an earlier version began goes on with its own definition. */
export const pollRequest = z.object({
  drop: dropShape,
  droppedAt: z.optional(z.string()),
  dataset: z.object({ id: z.string(), workspaceId: z.optional(z.string()) }),
  startedAt: z.string(),
  uploadedAt: z.string(),
  // An execution that an earlier version began names none of these.
  attempt: z._default(z.number(), 1),
  polledAt: z.optional(z.string()),
  importId: z._default(z.nullable(z.string()), null),
  queuedSeconds: z._default(z.number(), 0),
  polls: z.number(),
});
