import { Explained } from "./explained.ts";

/** The command was called in a way it can't be; the message says what was wrong. Exit code 2. */
export class WrongUse extends Explained {
  override readonly name = "WrongUse";
}
