import { type ParseArgsConfig, parseArgs } from "node:util";
import { WrongUse } from "./wrong-use.ts";

/** Reads a command's options and the files after them. @throws {WrongUse} an option is unknown */
export function readOptions<T extends NonNullable<ParseArgsConfig["options"]>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
