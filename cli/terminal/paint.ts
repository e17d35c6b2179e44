import { styleText } from "node:util";

/** Gives a text a format, where it will be shown. */
export type Paint = (format: "bold" | "dim" | "green" | "red" | "yellow" | "cyan", text: string) => string;

/** Colours where `stream` shows them and `NO_COLOR` doesn't forbid them. */
export function painterFor(stream: NodeJS.WriteStream): Paint {
  return (format, text) => styleText(format, text, { stream });
}
