import { problemsText } from "../../../functions/report/html/findings-title.ts";
import { bytesText, plural, visibleText } from "../../../functions/report/html/words.ts";
import { announce } from "../announcements.ts";
import { drops } from "../drops/drops.ts";
import { folders } from "../folders/folders.ts";
import { folderHere } from "../folders/schema-here.ts";
import { startWorker } from "../start-worker.ts";
import { abandon, sendFile, type UploadProgress } from "../uploads/send-file.ts";
import type { CheckAnswer, CheckResult } from "./check-messages.ts";
import { checkOf } from "./check-request.ts";
import { fixIt } from "./fix-in-tray.ts";
import { renamedAs } from "./name-parts.ts";
import { isRenamable, nameToBe, stillTrue, type TrayFile, type TrayState } from "./tray-file.ts";
import { become, change, entryOf, stop, stops, tray } from "./tray-store.ts";
import { folderPathAt, type UploadPlace, uploadPlace } from "./upload-place.ts";

interface UploadWish {
  /** The place that was chosen when somebody asked for the upload. */
  readonly place: UploadPlace;
  readonly when: "valid" | "anyway";
}

/** Each check has its own worker; two keep a machine with two cores busy. */
const CHECKED_AT_ONCE = 2;
/** Their parts share the connections. */
const SENT_AT_ONCE = 4;

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
  const entry = entryOf(id);
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

/**
 * Uploads a file to the drop bucket, to the place that is chosen now. If a name was typed for it and not saved, it gets that
 * name first, and is checked again.
 */
export function dropIt(id: number): void {
  const entry = entryOf(id);
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

/** Goes back to what there was to choose from. A name that the file got since then stays. */
export function chooseAgain(id: number): void {
  const entry = entryOf(id);
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

/** Removes a file from the tray, and cancels its check or upload. */
export function remove(id: number): void {
  stops.get(id)?.();
  const entry = entryOf(id);
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

function checkedText({ validation: { ok, findings, findingCounts }, kind }: CheckResult): string {
  if (kind === "workbook") return "an Excel workbook";
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

function forget(id: number): void {
  stops.delete(id);
  places.delete(id);
  uploadedAfterCheck.delete(id);
  tray.set(tray.value.filter((entry) => entry.id !== id));
}
