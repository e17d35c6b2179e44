import { styleText } from "node:util";

/** Formats a text if the stream supports it. */
export type Paint = (format: "bold" | "dim" | "green" | "red" | "yellow" | "cyan", text: string) => string;

/** Uses colors if `stream` supports them and `NO_COLOR` is not set. */
export function painterFor(stream: NodeJS.WriteStream): Paint {
  return (format, text) => styleText(format, text, { stream });
}
