import { existsSync } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { didYouMean } from "./nearest-word.ts";
import { quoted, shownName } from "./one-line.ts";
import { quoteFileForShell, quoteForShell } from "./quote-for-shell.ts";
import { WrongUse } from "./wrong-use.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads a command's options and the files after them. @throws {WrongUse} an option is unknown, or lacks its value */
export function readOptions<T extends Options>(args: readonly string[], options: T) {
  const { tokens } = parseArgs({ args: [...args], allowPositionals: true, options, strict: false, tokens: true });
  const checked = tokens.map((token) => {
    if (token.kind !== "option") return token.kind === "positional" ? token.value : "--";
    checkOption(token, options, args[token.index] ?? "");
    // With its value in the same word, which may begin with a dash, as -1 does.
    return token.value === undefined ? `--${token.name}` : `--${token.name}=${token.value}`;
  });
  return parseArgs({ args: checked, allowPositionals: true, options });
}

interface GivenOption {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

/** @param typed the word that it is in: that of -abc is of three options */
function checkOption({ name, rawName, value, inlineValue }: GivenOption, options: Options, typed: string): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    if (existsSync(typed)) {
      throw new WrongUse(
        `${quoted(typed)} is taken for an option. To name the file, write: ${quoteFileForShell(typed)}`,
      );
    }
    const similar = didYouMean(name, Object.keys(options), (word) => `--${word}`);
    throw new WrongUse(`Unknown option ${shownName(rawName)}.${similar}`);
  }
  if (option.type === "boolean" && value !== undefined) throw new WrongUse(`${rawName} takes no value.`);
  if (option.type === "boolean") return;
  if (value === undefined) throw new WrongUse(`${rawName} needs a value.`);
  if (!inlineValue && /^-(?!\d)./.test(value)) {
    throw new WrongUse(
      `${rawName} needs a value, but ${shownName(value)} follows it. If that is the value, write: ${rawName}=${quoteForShell(value)}`,
    );
  }
}
