/** An XML element around a text, or around what is XML already. */
export function element(name: string, content: string | number | boolean | Xml): Xml {
  return new Xml(`<${name}>${content instanceof Xml ? content.text : escapeText(String(content))}</${name}>`);
}

/** Elements one after the other. */
export function elements(parts: readonly Xml[]): Xml {
  return new Xml(parts.map(({ text }) => text).join(""));
}

/** A piece of XML, told from a text so that each is escaped once. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${this.text}`;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => ESCAPES[char] ?? char);
}
