import { Explained } from "./explained.ts";

/** Incorrect usage of a command. Exit code 2. */
export class WrongUse extends Explained {
  override readonly name = "WrongUse";

  constructor(message: string, { cause }: { readonly cause?: unknown } = {}) {
    super(message, { exitCode: 2, cause });
  }
}
