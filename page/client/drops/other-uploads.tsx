import type { DropLine } from "../../../functions/page/page-types.ts";
import { numberText } from "../../../functions/validation/number-text.ts";
import { useStore } from "../store.ts";
import { drops } from "./drops.ts";

/** More would push what the page is about out of sight; the list has them all. */
const SHOWN = 5;

/** Links to the other drops with the same key, as far as they are listed. */
export function OtherUploads({ line: { id, key } }: { line: DropLine }) {
  const others = useStore(drops).sorted.filter((other) => other.key === key && other.id !== id);
  if (others.length === 0) return null;
  return (
    <p class="other-uploads">
      Other uploads of this name:{" "}
      {others.slice(0, SHOWN).map((other, index) => (
        <span key={other.id}>
          {index > 0 && ", "}
          <a href={`/drops/${other.id}`}>{new Date(other.startedAt).toLocaleString("en-GB")}</a>
          {other.outcome !== null && ` (${other.outcome})`}
        </span>
      ))}
      {others.length > SHOWN && ` and ${numberText(others.length - SHOWN)} more`}
    </p>
  );
}
