import { dropName } from "../../functions/report/html/words.ts";
import { textWidth } from "../terminal/text-width.ts";

/** The most characters of a key in a table, so that the other columns fit. */
const CELL_WIDTH = 60;

/** A key for a table; the middle of a long one is cut out. @param most the width that there is for it */
export function cellName(key: string, most = CELL_WIDTH): string {
  return cutMiddle(dropName(key), Math.min(most, CELL_WIDTH));
}

function cutMiddle(text: string, most: number): string {
  if (textWidth(text) <= most) return text;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const room = (most - 1) / 2;
  const start = fitting(characters, room);
  const end = fitting(characters.toReversed(), room);
  return `${characters.slice(0, start).join("")}…${characters.slice(characters.length - end).join("")}`;
}

/** How many characters fit into a width. */
function fitting(characters: readonly string[], width: number): number {
  let used = 0;
  const beyond = characters.findIndex((character) => {
    used += textWidth(character);
    return used > width;
  });
  return beyond < 0 ? characters.length : beyond;
}
