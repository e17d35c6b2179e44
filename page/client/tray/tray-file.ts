import type { Change } from "../../../functions/validation/fix/changes.ts";
import type { Refusal } from "../../../functions/validation/fix/refusals.ts";
import type { CheckResult } from "./check-messages.ts";
import { typedFileName } from "./name-parts.ts";

/** A chosen file on its way to the drop bucket. No byte of it is sent before it is `sending`. */
export interface TrayFile {
  readonly id: number;
  readonly file: File;
  readonly state: TrayState;
  /** What was fixed in the file, which stays true when it is renamed and checked again. */
  readonly fix?: TrayFix | undefined;
  /** What is typed for its name, and not saved yet; undefined while its name is not being changed. */
  readonly typedName?: string | undefined;
}

export type TrayState =
  | { readonly step: "waiting" }
  /** `done` is the share that was read, 0 to 1. */
  | { readonly step: "checking"; readonly done: number }
  /** `isGone`: the file could not be read any more when it was to be fixed. */
  | { readonly step: "checked"; readonly result: CheckResult; readonly isGone?: boolean }
  | { readonly step: "fixing" }
  | { readonly step: "unreadable" }
  | { readonly step: "queued" }
  /** `isRetried`: the connection is lost, or S3 does not answer well. */
  | { readonly step: "sending"; readonly done: number; readonly isRetried: boolean }
  | { readonly step: "not-sent"; readonly why: string }
  /** It is a drop now, whose progress the list of drops has. */
  | { readonly step: "uploaded"; readonly dropId: string };

/** What came of "Fix and check again". */
export type TrayFix = (
  | /** The file in the tray is the fixed one. */ { readonly outcome: "fixed"; readonly changes: readonly Change[] }
  | { readonly outcome: "nothing-to-fix" }
  | { readonly outcome: "not-fixable"; readonly refusal: Refusal }
) & { readonly chosenFrom?: ChosenFrom | undefined };

/** A file that could be read in more than one way, before somebody chose one. */
export interface ChosenFrom {
  readonly file: File;
  /** It has what there is to choose from. */
  readonly refusal: Refusal;
}

/** What was fixed in a file stays so; why nothing could be depends on what it is checked for. */
export function stillTrue(fix: TrayFix | undefined): TrayFix | undefined {
  return fix?.outcome === "fixed" ? fix : undefined;
}

/** Whether nothing has begun with a file that needs its name. */
export function isRenamable({ state: { step } }: TrayFile): boolean {
  return step === "waiting" || step === "checking" || step === "checked";
}

/** Whether the form for a file's name is open; it stays so while the file is fixed. */
export function isBeingNamed({ typedName, state: { step } }: TrayFile): boolean {
  return typedName !== undefined && step !== "unreadable";
}

/** The name under which a file is uploaded; undefined while what is typed for it is no name. */
export function nameToBe({ file, typedName }: TrayFile): string | undefined {
  return typedName === undefined ? file.name : typedFileName(typedName, file.name);
}

/** Whether any file is being uploaded, or waits for it. */
export function areSending(files: readonly TrayFile[]): boolean {
  return files.some(({ state: { step } }) => step === "queued" || step === "sending");
}

/** Whether any file was chosen that is not uploaded yet. */
export function areWaiting(files: readonly TrayFile[]): boolean {
  return files.some(({ state }) => isUnsent(state));
}

/** Whether a file is not uploaded yet, and can be. */
export function isUnsent({ step }: TrayState): boolean {
  return step !== "uploaded" && step !== "unreadable";
}
