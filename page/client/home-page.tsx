import { useEffect } from "preact/hooks";
import { DropZone } from "./drop-zone.tsx";
import { DropsTable } from "./drops-table.tsx";
import { TrayView } from "./tray-view.tsx";

/** Where files are dropped, checked first, and watched. */
export function HomePage() {
  useEffect(() => {
    document.title = "dropset";
  }, []);
  return (
    <div class="home">
      <section class="intake" aria-labelledby="intake">
        <h1 id="intake">Drop a CSV, get a dataset</h1>
        <DropZone />
        <TrayView />
      </section>
      <DropsTable />
    </div>
  );
}
