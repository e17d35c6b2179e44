import { rmSync } from "node:fs";

/**
 * Removes what is temporary even if the process ends in the middle, as it does when `head` closes the pipe.
 *
 * @returns ends that, once it is removed
 */
export function removeOnExit(path: string): () => void {
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.once("exit", remove);
  return () => void process.off("exit", remove);
}
