import { describe, expect, it } from "vitest";
import { DAMAGE_KINDS, DOUBTFUL } from "../../../../functions/validation/scanners/damage-kinds.ts";
import { damageEndingAt, damageOf, endsDamage } from "../../../../functions/validation/scanners/misread-text.ts";
import { misreadAs } from "../misread-as.ts";

/** What the last character of a text shows: a kind of damage, with a question mark where only the whole text can tell. */
function atEndOf(text: string): string | undefined {
  const [char = 0, p = 0, pp = 0, ppp = 0] = [...text].reverse().map((one) => one.codePointAt(0));
  const damage = damageOf(char, p, pp, ppp);
  return damage >= DOUBTFUL ? `${DAMAGE_KINDS[damage - DOUBTFUL - 1]}?` : DAMAGE_KINDS[damage - 1];
}

/** What its first character shows that shows anything. */
function inAll(text: string): string | undefined {
  const characters = [...text];
  return characters.map((_, index) => atEndOf(characters.slice(0, index + 1).join(""))).find((kind) => kind);
}

const letters = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
const afterLetter = (texts: readonly string[]) => texts.map((text) => `a${text}`);
const RUSSIAN = letters(0x410, 0x44f);

describe("each text shows that its UTF-8 was read in another encoding", () => {
  it.each<[what: string, encoding: string, kind: string, texts: readonly string[]]>([
    ["letters with accents", "windows-1252", "read-as-windows-1252", afterLetter(letters(0xa1, 0xff))],
    ["letters of central Europe", "windows-1252", "read-as-windows-1252", afterLetter(letters(0x100, 0x17f))],
    ["letters of Romanian", "windows-1252", "read-as-windows-1252", afterLetter([..."șțȘȚ"])],
    ["faces", "windows-1252", "read-as-windows-1252", letters(0x1f600, 0x1f64f)],
    ["a byte order mark", "windows-1252", "read-as-windows-1252", ["\ufeffid"]],
    ["a lost character", "windows-1252", "replacement-character", ["\ufffd"]],
    ["Greek", "windows-1252", "read-as-windows-1252", letters(0x3b1, 0x3bb).map((letter) => `${letter}α`)],
    ["Cyrillic", "windows-1252", "read-as-windows-1252", RUSSIAN.slice(0, 32).map((letter) => `${letter}а`)],
    ["Hebrew", "windows-1252", "read-as-windows-1252", letters(0x5d0, 0x5ea).map((letter) => `${letter}ש`)],
    ["Hindi", "windows-1252", "read-as-windows-1252", letters(0x905, 0x939).map((letter) => `${letter}क`)],
    ["Russian", "windows-1251", "read-as-windows-1251", ["привет", "спасибо", "хорошо", "это"]],
    ["letters of Western Europe", "macintosh", "read-as-mac-roman", [..."ÄÅÇÉÑÖÜáàâäãçéèêëíìîïñóôöúû"]],
    ["quotes and dashes", "macintosh", "read-as-mac-roman", [..."–—‘’“”"]],
    ["letters of German and French", "windows-1250", "read-as-windows-1250", [..."äèéôöñ"]],
    ["letters of German and French", "ibm850", "read-as-dos", [..."äèéêôöüñ"]],
    ["letters of German and French", "ibm437", "read-as-dos", [..."äèéêôöüñ"]],
    ["a typographic apostrophe", "ibm850", "read-as-dos", ["it’s"]],
    ["words of Japanese", "shift_jis", "read-as-shift-jis", letters(0x3041, 0x30fa)],
  ])("%s in %s", (_, encoding, kind, texts) => {
    // Where a byte is no character of the encoding, that shows instead.
    const whole = texts.filter((text) => !/[\x80-\x9f\ufffd]/.test(misreadAs(text, encoding)));
    const kinds = whole.map((text) => [text, inAll(misreadAs(text, encoding))?.replace("?", "")]);
    expect(kinds).toEqual(whole.map((text) => [text, kind]));
    expect(whole).not.toEqual([]);
  });

  it.each([
    "“Spaß” – naïve…",
    "«Hawaï» et cœur",
    "GARÇON, CANCIÓN, À LA CARTE",
    "ÀÉÎÕÜ àéîõü ñ ß ÿ œ Œ š Š ž Ž Ÿ ƒ",
    "Ελληνικά: καλημέρα, «τι κάνεις;»",
    "Русский: «привет», ёлка № 5",
    "Українська: Ґ ґ Є є І і Ї ї",
    "שלום עולם",
    "हिन्दी में",
    "日本語 カタカナ ﾃｽﾄ",
    "√2 √½ √µ ¬a → b",
    "├── a └─ b │ ┐ ┤",
    "ăâîșț Ăâ Ĺ",
    "😀 👍🏽 5 € 10 °C ©®™",
  ])("%s shows nothing", (text) => {
    expect(inAll(text)).toBeUndefined();
  });
});

describe("the last character shows, with those before it", () => {
  it.each<[text: string, kind: string | undefined]>([
    ["\u0080", "control-code"],
    ["\u009f", "control-code"],
    ["\u00a0", undefined],
    // After a capital, what people type too.
    ["AÃ–", "read-as-windows-1252?"],
    ["ZÃ–", "read-as-windows-1252?"],
    ["aÃ–", "read-as-windows-1252"],
    ["@Ã–", "read-as-windows-1252"],
    ["[Ã–", "read-as-windows-1252"],
    ["AÃ»", "read-as-windows-1252?"],
    ["AÂ»", "read-as-windows-1252"],
    ["â–", "read-as-windows-1252?"],
    ["â‚", "read-as-windows-1252"],
    ["aÄ°", "read-as-windows-1252"],
    ["zÄ°", "read-as-windows-1252"],
    ["AÄ°", "read-as-windows-1252?"],
    ["{Ä°", "read-as-windows-1252?"],
    ["`Ä°", "read-as-windows-1252?"],
    ["ï»¿", "read-as-windows-1252"],
    ["ï½¿", undefined],
    ["ð¿", undefined],
    // What mathematics puts after a root.
    ["√²", undefined],
    ["√³", undefined],
    ["√µ", undefined],
    ["√¹", undefined],
    ["√¼", undefined],
    ["√¢", "read-as-mac-roman"],
    ["√¡", undefined],
    ["√ÿ", "read-as-mac-roman"],
    ["√≠", "read-as-mac-roman"],
    ["¬©", "read-as-mac-roman"],
    ["¬a", undefined],
    ["‚Äî", "read-as-mac-roman"],
    ["Äî", undefined],
    ["Рё", undefined],
    ["вЂ™", "read-as-windows-1251"],
    ["аЂ™", undefined],
    ["Ă©", "read-as-windows-1250"],
    ["Ă­", undefined],
    ["Ĺ‘", "read-as-windows-1250"],
    ["Ĺa", undefined],
    ["├│", undefined],
    ["├▒", "read-as-dos"],
    ["├░", "read-as-dos"],
    ["├▓", "read-as-dos"],
    ["├▐", undefined],
    ["├■", undefined],
    ["├⌐", "read-as-dos"],
    ["ÔÇÖ", "read-as-dos"],
    ["aÇÖ", undefined],
    ["ÔaÖ", undefined],
    ["縺｡", "read-as-shift-jis"],
    ["日｡", undefined],
  ])("%j: %s", (text, kind) => {
    expect(atEndOf(text)).toBe(kind);
  });

  it.each(["Ã–", "â€œ", "ð\u0178", "├▒", "縺｡", "a\ufffd", "вЂ™", "√≠", "Ä°"])("in the bytes of %j too", (text) => {
    const bytes = Buffer.from(text);
    const [char = 0, p = 0, pp = 0, ppp = 0] = [...text].reverse().map((one) => one.codePointAt(0));
    expect(damageEndingAt((back) => bytes.at(-1 - back) ?? 0)).toBe(damageOf(char, p, pp, ppp));
    expect(endsDamage(Buffer.from(text.at(-1) ?? "")[0] ?? 0)).toBe(true);
  });

  it("nothing in bytes that are no UTF-8", () => {
    for (const bytes of [[0xc3], [0x80, 0x80, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x41, 0xbf]]) {
      expect(damageEndingAt((back) => bytes.at(-1 - back) ?? 0)).toBe(0);
    }
  });
});
