import { useStore } from "./store.ts";
import { isUpdated } from "./updates.ts";

/** That the page stayed open while a newer one was deployed. */
export function UpdateNotice() {
  if (!useStore(isUpdated)) return null;
  return (
    <div class="notice" role="alert">
      <p>This page was updated. Reload it.</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  );
}
