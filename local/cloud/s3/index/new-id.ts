import { randomUUID } from "node:crypto";

/** The id of a version or of an upload. */
export function newId(): string {
  return randomUUID().replaceAll("-", "");
}
