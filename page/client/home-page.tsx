import { useEffect } from "preact/hooks";
import { DropsTable } from "./drops/drops-table.tsx";
import { DropZone } from "./tray/drop-zone.tsx";
import { TrayView } from "./tray/tray-view.tsx";

/** The start page: check files, upload them, and watch them. */
export function HomePage() {
  useEffect(() => {
    document.title = "dropset";
  }, []);
  return (
    <div class="home">
      <section class="intake" aria-labelledby="intake">
        <h1 id="intake">Upload a CSV, get a dataset</h1>
        <DropZone />
        <TrayView />
      </section>
      <DropsTable />
    </div>
  );
}
