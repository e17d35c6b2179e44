/** What a check found: one line. */
export type Finding = Ok | Wrong | Unchecked;

interface Ok {
  readonly result: "ok";
  readonly message: string;
}

interface Wrong {
  readonly result: "wrong";
  readonly message: string;
  /** How to fix it. */
  readonly todo: string;
}

/** It is not known whether it is right. */
interface Unchecked {
  readonly result: "unchecked";
  readonly message: string;
  /** What to do so that it can be checked. */
  readonly todo: string;
  /** The permission that is missing, if that is why. */
  readonly permission?: string;
}

export function ok(message: string): Ok {
  return { result: "ok", message };
}

export function wrong(message: string, todo: string): Wrong {
  return { result: "wrong", message, todo };
}

export function unchecked(message: string, todo: string): Unchecked {
  return { result: "unchecked", message, todo };
}

/** A part of the stack that is not there. CloudFormation does not create it again, since it does not notice. */
export function missing(what: string): Wrong {
  return wrong(`${what} does not exist.`, "Somebody deleted it: docs/runbook.md has a section on missing parts.");
}

/** Whether a call failed because there is no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && /NotFound|DoesNotExist|NonExistent|NoSuchBucket/.test(error.name);
}
