import { useEffect, useState } from "preact/hooks";
import { USABLE_ENDINGS } from "../../../functions/validation/file-endings.ts";
import { CONTENT_TYPES } from "../../../functions/validation/file-format.ts";
import { folders } from "../folders/folders.ts";
import { useStore } from "../store.ts";
import { addFiles } from "./tray.ts";

/** Files that the picker offers. Dragged, any other comes, and the check says what it is. */
const ACCEPT = [...USABLE_ENDINGS.map((ending) => `.${ending}`), CONTENT_TYPES.csv].join();

/** Accepts files that are dragged anywhere onto the page, or chosen. */
export function DropZone() {
  const isDragged = useDraggedFiles();
  const takesJsonLines = (useStore(folders)?.length ?? 0) > 0;
  return (
    <label class={isDragged ? "drop-zone dragged" : "drop-zone"}>
      <input
        type="file"
        multiple
        accept={ACCEPT}
        aria-describedby="drop-zone-note"
        onChange={({ currentTarget }) => {
          addFiles(currentTarget.files ?? []);
          // Lets the same file be chosen again once it is fixed.
          currentTarget.value = "";
        }}
      />
      <span class="drop-zone-title">
        {isDragged
          ? "Release to check them"
          : `Drag CSV${takesJsonLines ? ", JSON Lines" : ""} or Excel files here, or `}
        {!isDragged && <span class="as-link">choose files</span>}
      </span>
      <span id="drop-zone-note" class="drop-zone-note">
        Files are checked in your browser first. Nothing is uploaded until you click Upload.
      </span>
    </label>
  );
}

/** Whether files are being dragged over the page. */
function useDraggedFiles(): boolean {
  const [isDragged, setDragged] = useState(false);
  useEffect(() => {
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setDragged(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(false);
      addFiles(event.dataTransfer?.files ?? []);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return isDragged;
}
