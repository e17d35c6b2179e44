import { useEffect, useRef } from "preact/hooks";
import { rangeText } from "../../../functions/report/html/group-sizes.tsx";
import { plural } from "../../../functions/report/html/words.ts";
import { numberText } from "../../../functions/validation/number-text.ts";
import type { GroupSizes } from "../../../functions/validation/validation.ts";
import { loadPart } from "../updates.ts";

/** How many groups there are of each size, as bars. */
export function GroupSizesPlot({ sizes }: { sizes: readonly GroupSizes[] }) {
  const figure = useRef<HTMLElement>(null);
  const key = JSON.stringify(sizes);
  useEffect(() => {
    let isCurrent = true;
    // Larger than all the rest of the page, so it is fetched where there is something to draw.
    const drawing = loadPart(() => import("./draw-bars.ts"));
    const draw = ({ drawBars }: Awaited<typeof drawing>) => {
      if (!isCurrent) return;
      const bars = sizes.map((range) => ({ label: rangeText(range), value: range.groups }));
      figure.current?.replaceChildren(drawBars(bars, { x: "Rows in a group", bar: "group", label: describe(sizes) }));
    };
    // The page is complete without the plot.
    drawing.then(draw).catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return <figure class="plot" ref={figure} />;
}

function describe(sizes: readonly GroupSizes[]): string {
  const parts = sizes.map((range) => `${plural(range.groups, "group")} of ${rangeText(range)}`);
  return `Bars: ${parts.join(", ")} ${numberText(sizes.at(-1)?.to ?? 0) === "1" ? "row" : "rows"}`;
}
