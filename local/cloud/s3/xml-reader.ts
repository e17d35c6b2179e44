import { s3Errors } from "../../s3-protocol/s3-error.ts";

/** An element of a small XML document: its children, or its text. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

/**
 * Reads the kind of XML that S3's clients send: elements and text. No document type, so that no entity can be defined.
 *
 * @throws {S3Error} it is not well-formed
 */
export function readXml(text: string): XmlElement {
  interface Open {
    readonly name: string;
    text: string;
    readonly children: XmlElement[];
  }
  const root: Open = { name: "", text: "", children: [] };
  const open: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    const parent = open.at(-1);
    if (!found || !parent) throw s3Errors.malformedXml();
    const [, closing, tag, , empty, characters] = found;
    const name = tag?.replace(/^.*:/, "");
    if (characters !== undefined) parent.text += unescapeXml(characters);
    else if (name === undefined) continue;
    else if (closing === "/") {
      if (open.length < 2 || parent.name !== name) throw s3Errors.malformedXml();
      open.pop();
    } else {
      const element = { name, text: "", children: [] };
      parent.children.push(element);
      if (empty !== "/") open.push(element);
    }
  }
  const [document, ...more] = root.children;
  if (!document || more.length > 0 || open.length > 1 || root.text.trim() !== "") throw s3Errors.malformedXml();
  return document;
}

/** The text of a child. */
export function childText({ children }: XmlElement, name: string): string | undefined {
  return children.find((child) => child.name === name)?.text;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (point > 0x10ffff) throw s3Errors.malformedXml();
    return String.fromCodePoint(point);
  });
}
