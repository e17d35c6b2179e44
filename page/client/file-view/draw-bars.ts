import { axisX, barY, plot, ruleY, text } from "@observablehq/plot";
import { plural } from "../../../functions/report/html/words.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const WIDTH = 560;
const HEIGHT = 230;
const BAR_ROOM = 90;

/** Draws bars as SVG. @param words the axis title, what a bar counts, and the description for screen readers */
export function drawBars(bars: readonly Bar[], words: { x: string; bar: string; label: string }): Element {
  const drawn = plot({
    className: "plot-bars",
    width: Math.max(180, Math.min(WIDTH, 80 + bars.length * BAR_ROOM)),
    height: HEIGHT,
    marginTop: 34,
    marginBottom: 52,
    ariaLabel: words.label,
    x: { domain: bars.map(({ label }) => label), padding: 0.35, label: null },
    y: { axis: null },
    marks: [
      barY(bars, { x: "label", y: "value", className: "plot-bar" }),
      text(bars, { x: "label", y: "value", text: ({ value }: Bar) => plural(value, words.bar), dy: -9 }),
      axisX({ label: words.x, labelArrow: "none", labelOffset: 40, tickSize: 0, labelAnchor: "center" }),
      ruleY([0]),
    ],
  });
  drawn.setAttribute("role", "img");
  // The whole is one image for screen readers: its parts have no names of their own.
  for (const part of drawn.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  // The page's policy forbids inline styles; styles/drop-page.css has these rules.
  for (const style of drawn.querySelectorAll("style")) style.remove();
  return drawn;
}
