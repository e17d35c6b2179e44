import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Rows beyond the window's edges that are rendered too, for quick scrolling and the Tab key. */
const BEYOND = 8;

/** Which rows of a long table are visible in the window. @param rowHeight of each row, in pixels */
export function useVisibleRows(
  body: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): { readonly first: number; readonly last: number } {
  const [range, setRange] = useState({ first: 0, last: Math.min(count, 40) });
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      if (!body.current) return;
      const { top } = body.current.getBoundingClientRect();
      const first = Math.max(0, Math.min(count, Math.floor(-top / rowHeight) - BEYOND));
      const last = Math.min(count, Math.max(first, Math.ceil((innerHeight - top) / rowHeight)) + BEYOND);
      setRange((known) => (known.first === first && known.last === last ? known : { first, last }));
    };
    const changed = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    addEventListener("scroll", changed, { passive: true });
    addEventListener("resize", changed);
    // The content above the table may grow.
    const sizes = new ResizeObserver(changed);
    sizes.observe(document.body);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", changed);
      removeEventListener("resize", changed);
      sizes.disconnect();
    };
  }, [count, rowHeight]);
  return { first: Math.min(range.first, count), last: Math.min(range.last, count) };
}
