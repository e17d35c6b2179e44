import { drops } from "../drops/drops.ts";
import { folderHere, schemaHere } from "../folders/schema-here.ts";
import type { CheckRequest } from "./check-messages.ts";

/** How a file is checked in the place that it goes to now. */
export function checkOf(file: File): CheckRequest {
  return { file, severities: drops.value.severities, folder: folderHere(), schema: schemaHere() };
}
