import { useRef } from "preact/hooks";
import { folders } from "../folders/folders.ts";
import { useStore } from "../store.ts";
import { useFocusInList } from "./keep-focus.ts";
import { isSameAsAbove } from "./same-name.ts";
import { dropIt, remove } from "./tray.ts";
import { TrayItem } from "./tray-item.tsx";
import { tray } from "./tray-store.ts";
import { uploadPlace } from "./upload-place.ts";
import { UploadPlaceView } from "./upload-place-view.tsx";

/** The chosen files, the result of their check, the buttons to upload them, and what becomes of them. */
export function TrayView() {
  const files = useStore(tray);
  // Whether two files have the same name depends on where they go.
  useStore(uploadPlace);
  useStore(folders);
  const valid = files.filter(({ state }) => state.step === "checked" && state.result.validation.ok);
  const uploaded = files.filter(({ state }) => state.step === "uploaded");
  const section = useRef<HTMLElement>(null);
  useFocusInList(section, ".tray-file", ".drop-zone input");
  if (files.length === 0) return null;
  const forAll = (chosen: typeof files, act: (id: number) => void) => () => {
    for (const { id } of chosen) act(id);
  };
  return (
    <section class="tray" ref={section} aria-labelledby="tray">
      <div class="tray-head">
        <h2 id="tray">Your files</h2>
        <UploadPlaceView />
        {uploaded.length > 1 && (
          <button type="button" onClick={forAll(uploaded, remove)}>
            Clear {uploaded.length} uploaded files
          </button>
        )}
        {valid.length > 1 && (
          <button type="button" class="primary" onClick={forAll(valid, dropIt)}>
            Upload all {valid.length} valid files
          </button>
        )}
      </div>
      <ul class="tray-files">
        {files.map((entry) => (
          <TrayItem key={entry.id} entry={entry} isSameAsAbove={isSameAsAbove(entry, files)} />
        ))}
      </ul>
    </section>
  );
}
