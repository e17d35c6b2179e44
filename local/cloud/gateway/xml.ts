import { escapeXml } from "../../s3-protocol/s3-error.ts";

/** An XML element around a text, or around what is XML already. */
export function element(name: string, content: string | number | boolean | Xml): Xml {
  return new Xml(`<${name}>${content instanceof Xml ? content.text : escapeXml(String(content))}</${name}>`);
}

/** Elements one after the other. */
export function elements(parts: readonly Xml[]): Xml {
  return new Xml(parts.map(({ text }) => text).join(""));
}

/** A piece of XML, distinct from a string so that each is escaped once. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${this.text}`;
  }
}
