import type { FileColumns } from "../file-columns.ts";
import type { Said } from "../findings-list.ts";
import { type PageService, pageServiceOf } from "../scanners/media-hosts.ts";
import {
  HIDDEN_IMAGES,
  MEDIA_ENDINGS,
  MEDIA_PROBLEMS,
  type MediaProblem,
  parseUrl,
  SECOND_URL,
} from "../scanners/media-url.ts";
import type { RowEvent } from "../scanners/row-events.ts";
import { MEDIA_NAMES, type MediaType } from "../schema/dataset-schema.ts";
import type { Around } from "../surroundings.ts";
import { readBareField, readRecord } from "./explain-record.ts";
import { quoteValue } from "./quote-value.ts";

const PUBLISH = "Upload the file to a web server, and use its address there, which begins with https://.";

/** What is wrong with the URL of a medium. @param around the bytes around the cell's start */
export function sayMedia({ line, column, value }: RowEvent, around: Around, { names, schema }: FileColumns): Said {
  const name = names[column] ?? "";
  const type = schema?.fields.get(name)?.type;
  const media = type === "audio_url" || type === "video_url" ? type : "image_url";
  return { line, column: name, ...describe(MEDIA_PROBLEMS[value - 1] ?? "not-a-url", cellAt(around), media) };
}

/** The cell as far as it is kept, without the quotes around it. */
function cellAt(around: Around): string {
  const ahead = { ...around, before: new Uint8Array(0) };
  return readRecord(ahead)?.[0] ?? readBareField(ahead).replace(/^"|"$/g, "");
}

function describe(problem: MediaProblem, cell: string, media: MediaType): Pick<Said, "message" | "hint"> {
  const [value, name] = [quoteValue(cell), MEDIA_NAMES[media]];
  switch (problem) {
    case "empty":
      return {
        message: `There is no ${name} URL here, and the schema is strict: each record needs one.`,
        hint: "Fill it in, remove the record, or set strict to false in the schema.",
      };
    case "not-a-url":
      if (SECOND_URL.test(cell)) {
        return {
          message: `${value} has more than one URL: participants would see no ${name}.`,
          hint: "Give one URL only.",
        };
      }
      return {
        message: `${value} is not a URL: participants would see no ${name}.`,
        hint: `Give the ${name}'s whole address, which begins with https://.`,
      };
    case "not-https":
      return {
        message: `${value} does not begin with https://: browsers do not show it in the page that participants work on.`,
        hint: /^\s*(?:http:|\/\/)/i.test(cell)
          ? "Try it with https://; if the server has no such address, move the file."
          : PUBLISH,
      };
    case "local-path":
      return { message: `${value} is a path on a computer, which participants cannot reach.`, hint: PUBLISH };
    case "white-space":
      return {
        message: `${value} contains white space or a control character, which a URL cannot contain.`,
        hint: "Remove it; within a file's name, write %20 for a space.",
      };
    case "ending":
      return {
        message: `${value} does not end like the address of ${media === "video_url" ? "a" : "an"} ${name} file.`,
        hint: endingHint(media, cell),
      };
    case "unreachable":
      return {
        message: `${value} is an address on your own computer or network, which participants cannot reach.`,
        hint: PUBLISH,
      };
    case "web-page": {
      const url = parseUrl(cell);
      const service = url && pageServiceOf(url);
      return {
        message: `${value} is a page${service ? ` of ${service[0]}` : ""}, not a file: participants would see no ${name}.`,
        hint: pageHint(service, cell, name),
      };
    }
    case "escaped":
      return {
        message: `${value} has &amp;, as HTML writes an ampersand: the server would be asked for another address.`,
        hint: "Write & instead of &amp;.",
      };
    case "cut-off":
      return { message: `${value} was cut off.`, hint: `Give the ${name}'s whole address.` };
    case "template":
      return {
        message: `${value} has a placeholder that was not filled in.`,
        hint: "Correct the program that wrote the file: it must write the value in place of the name.",
      };
  }
}

function pageHint([, , , page, file]: PageService | readonly [] = [], cell: string, name: string): string {
  if (page === undefined || !cell.includes(page)) return PUBLISH;
  if (page !== "") return `Write ${file} instead of ${page} in the address.`;
  return `Copy the address of the ${name} itself, which begins with https://${file}/.`;
}

function endingHint(media: MediaType, cell: string): string {
  const hidden = HIDDEN_IMAGES.find((ending) => parseUrl(cell)?.pathname.toLowerCase().endsWith(ending));
  if (media === "image_url" && hidden) return `Most browsers do not show ${hidden}: save the image as JPEG or PNG.`;
  if (media === "image_url")
    return "Give the address of the image itself, or give the field another type in the schema.";
  const endings: readonly string[] = MEDIA_ENDINGS[media];
  const list = `${endings.slice(0, -1).join(", ")} and ${endings.at(-1)}`;
  return `The path of the URL, before any ? and #, must end in one of these: ${list}.`;
}
