import { problemsText } from "../../functions/report/html/findings-title.ts";
import { bytesText, plural, visibleText } from "../../functions/report/html/words.ts";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import { announce } from "./announcements.ts";
import type { CheckAnswer, CheckRequest, CheckResult } from "./check-messages.ts";
import { drops } from "./drops.ts";
import type { FixAnswer, FixChoice, FixedResult, FixRequest } from "./fix-messages.ts";
import { folders } from "./folders.ts";
import { renamedAs, typedFileName } from "./name-parts.ts";
import { folderHere, schemaHere } from "./schema-here.ts";
import { startWorker } from "./start-worker.ts";
import { Store } from "./store.ts";
import { folderPathAt, type UploadPlace, uploadPlace } from "./upload-place.ts";
import { abandon, sendFile, type UploadProgress } from "./uploads/send-file.ts";

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

interface UploadWish {
  /** The place that was chosen when somebody asked for the upload. */
  readonly place: UploadPlace;
  readonly when: "valid" | "anyway";
}

export const tray = new Store<readonly TrayFile[]>([]);

/** Each check has its own worker; two keep a machine with two cores busy. */
const CHECKED_AT_ONCE = 2;
/** Their parts share the connections. */
const SENT_AT_ONCE = 4;

const stops = new Map<number, () => void>();
const places = new Map<number, UploadPlace>();
/** Files that are fixed once they are checked, since it is known that they are not valid. */
const fixedAfterCheck = new WeakSet<File>();
/** Files that are uploaded once they are checked under the name that was typed for them. */
const uploadedAfterCheck = new Map<number, UploadWish>();
let lastId = 0;

/** Adds files to the tray and checks them in the browser. */
export function addFiles(files: Iterable<File>): void {
  const added = [...files].map((file): TrayFile => ({ id: ++lastId, file, state: { step: "waiting" } }));
  if (added.length === 0) return;
  tray.set([...tray.value, ...added]);
  announce(`Checking ${plural(added.length, "file")}.`);
  startNext();
}

/** Adds a file that was rejected before, and fixes what can be fixed in it. */
export function addAndFix(file: File): void {
  fixedAfterCheck.add(file);
  addFiles([file]);
}

/** Keeps what is typed for a file's name, also while the file is checked or fixed. @param typed undefined to keep the old name */
export function typeName(id: number, typed: string | undefined): void {
  change(id, { typedName: typed });
}

/** Changes a file's name, and checks it again: whether a file is accepted depends on its name, too. */
export function rename(id: number, name: string): void {
  const entry = tray.value.find((other) => other.id === id);
  if (!entry || !isRenamable(entry)) return;
  uploadedAfterCheck.delete(id);
  typeName(id, undefined);
  if (name === entry.file.name) return;
  stop(id);
  const { file } = entry;
  change(id, {
    file: new File([file], name, { type: file.type, lastModified: file.lastModified }),
    state: { step: "waiting" },
    fix: stillTrue(entry.fix),
  });
  startNext();
}

/** What was fixed in a file stays so; why nothing could be depends on what it is checked for. */
function stillTrue(fix: TrayFix | undefined): TrayFix | undefined {
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

/**
 * Uploads a file to the drop bucket, to the place that is chosen now. If a name was typed for it and not saved, it gets that
 * name first, and is checked again.
 */
export function dropIt(id: number): void {
  const entry = tray.value.find((other) => other.id === id);
  // A double click uploads once.
  if (entry?.state.step !== "checked" && entry?.state.step !== "not-sent") return;
  const name = nameToBe(entry);
  // The form says what is wrong with it.
  if (name === undefined) return;
  if (entry.state.step === "checked" && name !== entry.file.name) {
    rename(id, name);
    const when = entry.state.result.validation.ok ? "valid" : "anyway";
    uploadedAfterCheck.set(id, { place: uploadPlace.value, when });
    return;
  }
  queue(id, uploadPlace.value);
}

function queue(id: number, place: UploadPlace): void {
  places.set(id, place);
  change(id, { state: { step: "queued" }, typedName: undefined });
  startNext();
}

/** The name under which a file is uploaded; undefined while what is typed for it is no name. */
export function nameToBe({ file, typedName }: TrayFile): string | undefined {
  return typedName === undefined ? file.name : typedFileName(typedName, file.name);
}

/** Fixes what can be fixed in a checked file, in the browser, and puts the fixed file in its place. @param choice how it is read */
export function fixIt(id: number, choice?: FixChoice): void {
  const entry = tray.value.find((other) => other.id === id);
  if (entry?.state.step !== "checked") return;
  const { file, state, fix: last } = entry;
  const chosenFrom = choice && last?.outcome === "not-fixable" ? { file, refusal: last.refusal } : undefined;
  become(id, { step: "fixing" });
  const worker = startWorker("fix");
  stops.set(id, () => worker.terminate());
  const stopWorker = () => {
    worker.terminate();
    stops.delete(id);
  };
  // What there is to choose from stays.
  const failed = () => {
    announce(`${visibleText(file.name)}: the file could not be read.`);
    stopWorker();
    become(id, { step: "checked", result: state.result, isGone: true });
  };
  const ended = (fix: TrayFix, fixed?: FixedResult) => {
    stopWorker();
    const result = fixed?.result ?? state.result;
    change(id, {
      ...(fixed && { file: fixed.file }),
      state: { step: "checked", result },
      fix: { ...fix, chosenFrom },
    });
  };
  worker.addEventListener("message", ({ data }: MessageEvent<FixAnswer>) => {
    if (data.kind === "unreadable") return failed();
    announce(`${visibleText(file.name)}: ${fixedText(data)}`);
    if (data.kind === "fixed") ended({ outcome: "fixed", changes: data.fixed.changes }, data.fixed);
    else if (data.kind === "not-fixable") ended({ outcome: "not-fixable", refusal: data.refusal });
    else ended({ outcome: "nothing-to-fix" });
  });
  worker.addEventListener("error", failed);
  const request: FixRequest = { ...checkOf(file), choice };
  worker.postMessage(request);
}

/** Goes back to what there was to choose from. A name that the file got since then stays. */
export function chooseAgain(id: number): void {
  const entry = tray.value.find((other) => other.id === id);
  const chosenFrom = entry?.fix?.chosenFrom;
  if (!chosenFrom || entry?.state.step !== "checked") return;
  const { file, refusal } = chosenFrom;
  const name = renamedAs(file.name, entry.file.name);
  change(id, {
    file: name === file.name ? file : new File([file], name, { type: file.type, lastModified: file.lastModified }),
    state: { step: "waiting" },
    fix: { outcome: "not-fixable", refusal },
  });
  startNext();
}

function fixedText(answer: FixAnswer): string {
  if (answer.kind === "not-fixable") {
    const { sheets, encodings = [] } = answer.refusal;
    if (sheets) return "choose a sheet.";
    if (encodings.length > 0) return "choose how its text reads right.";
  }
  if (answer.kind !== "fixed") return "nothing could be fixed.";
  const { result } = answer.fixed;
  return `fixed, ${result.validation.ok ? "now valid" : "still not valid"}.`;
}

/** Removes a file from the tray, and cancels its check or upload. */
export function remove(id: number): void {
  stops.get(id)?.();
  const entry = tray.value.find((other) => other.id === id);
  if (entry?.state.step === "not-sent") abandon(entry.file);
  forget(id);
  startNext();
}

/** Removes every file, as somebody signed out. What has arrived of one in S3, S3 deletes after some days. */
export function forgetFiles(): void {
  const files = tray.value;
  // Nothing else is started in place of what stops.
  tray.set([]);
  for (const { id } of files) {
    stops.get(id)?.();
    forget(id);
  }
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

/** Steps whose result depends on the fields of the folder that the file goes to. */
const CHECK_STEPS: readonly TrayState["step"][] = ["checking", "checked", "fixing", "not-sent"];

let checkedBy = "";

/** Checks files again whose folder, and with it what their columns and their names mean, is another one now. */
function checkAgain(): void {
  const folder = JSON.stringify(folderHere() ?? null);
  if (folder === checkedBy) return;
  checkedBy = folder;
  const again = tray.value.filter(({ state }) => CHECK_STEPS.includes(state.step));
  for (const { id, fix } of again) {
    stop(id);
    // What was to be uploaded was meant for the other place.
    uploadedAfterCheck.delete(id);
    change(id, { state: { step: "waiting" }, fix: stillTrue(fix) });
  }
  if (again.length > 0) announce(`Checking ${plural(again.length, "file")} again.`);
  startNext();
}

uploadPlace.listen(checkAgain);
folders.listen(checkAgain);
drops.listen(checkAgain);

function startNext(): void {
  const count = (step: TrayState["step"]) => tray.value.filter(({ state }) => state.step === step).length;
  for (const entry of tray.value) {
    const { id, file, state } = entry;
    if (state.step === "waiting" && count("checking") < CHECKED_AT_ONCE) startCheck(id, file);
    if (state.step === "queued" && count("sending") < SENT_AT_ONCE && !isKeyTaken(entry)) startSending(id, file);
  }
}

/** Whether another file is being sent to the same key: these are sent one after the other. */
function isKeyTaken(entry: TrayFile): boolean {
  const path = pathOf(entry);
  return tray.value.some((other) => other.state.step === "sending" && pathOf(other) === path);
}

/** Where a file goes: to the place that was chosen when somebody asked for its upload, or else to the one that is chosen now. */
export function placeOf({ id, state: { step } }: TrayFile): UploadPlace {
  const isOnItsWay = step === "queued" || step === "sending";
  return (isOnItsWay ? places.get(id) : uploadedAfterCheck.get(id)?.place) ?? uploadPlace.value;
}

/** The path below `incoming/` of the object that a file becomes. The server composes accents as this does. */
export function pathOf(entry: TrayFile): string {
  return `${folderPathAt(placeOf(entry), drops.value.workspaces)}/${entry.file.name.normalize()}`;
}

function startCheck(id: number, file: File): void {
  become(id, { step: "checking", done: 0 });
  const worker = startWorker("check");
  stops.set(id, () => worker.terminate());
  const ended = (state: TrayState) => {
    worker.terminate();
    stops.delete(id);
    become(id, state);
    startNext();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<CheckAnswer>) => {
    if (data.kind === "progress") become(id, { step: "checking", done: data.bytes / file.size });
    else if (data.kind === "unreadable") ended({ step: "unreadable" });
    else {
      announce(`${visibleText(file.name)} is ${checkedText(data.result)}.`);
      ended({ step: "checked", result: data.result });
      const { ok } = data.result.validation;
      if (!ok && fixedAfterCheck.delete(file)) fixIt(id);
      const wish = uploadedAfterCheck.get(id);
      uploadedAfterCheck.delete(id);
      if (wish && (ok || wish.when === "anyway")) queue(id, wish.place);
    }
  });
  worker.addEventListener("error", () => ended({ step: "unreadable" }));
  worker.postMessage(checkOf(file));
}

/** How a file is checked in the place that it goes to now. */
function checkOf(file: File): CheckRequest {
  return { file, severities: drops.value.severities, folder: folderHere(), schema: schemaHere() };
}

function checkedText({ validation: { ok, findings, findingCounts }, archive }: CheckResult): string {
  if (archive === "workbook") return "an Excel workbook";
  const problems = findings.length > 0 ? `: ${problemsText(findings, findingCounts)}` : "";
  return `${ok ? "valid" : "not valid"}${problems}`;
}

function startSending(id: number, file: File): void {
  become(id, { step: "sending", done: 0, isRetried: false });
  const stopping = new AbortController();
  stops.set(id, () => stopping.abort());
  const onProgress = (progress: UploadProgress) => {
    if (!stopping.signal.aborted) become(id, { step: "sending", ...progress });
  };
  sendFile(file, places.get(id) ?? uploadPlace.value, { signal: stopping.signal, onProgress })
    .then(
      (dropId) => {
        announce(`${visibleText(file.name)}, ${bytesText(file.size)}, was uploaded.`);
        stops.delete(id);
        become(id, { step: "uploaded", dropId });
      },
      (error: Error) => {
        stops.delete(id);
        become(id, { step: "not-sent", why: error.message });
      },
    )
    .finally(startNext);
}

function stop(id: number): void {
  stops.get(id)?.();
  stops.delete(id);
}

function become(id: number, state: TrayState): void {
  change(id, { state });
}

function change(id: number, part: Partial<TrayFile>): void {
  tray.set(tray.value.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)));
}

function forget(id: number): void {
  stops.delete(id);
  places.delete(id);
  uploadedAfterCheck.delete(id);
  tray.set(tray.value.filter((entry) => entry.id !== id));
}
