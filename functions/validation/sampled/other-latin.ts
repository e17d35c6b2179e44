import { isOfOneLanguage } from "../encodings/alphabets.ts";
import { guessEncoding } from "../encodings/guess-encoding.ts";
import { OF_OTHER_LANGUAGES } from "../encodings/read-as-latin.ts";
import { bytesIn } from "../encodings/repair-text.ts";
import { decodeAs } from "../encodings/sensible-readings.ts";
import type { DamagedTexts } from "./cell-damage-kinds.ts";

/** Frequent words of ASCII letters that are rare in English, of the languages that a code page is for; in small letters. */
const FREQUENT_WORDS: Readonly<Record<(typeof OF_OTHER_LANGUAGES)[number][0], RegExp>> = {
  // Polish, Czech and Slovak, Hungarian, Romanian, Croatian and Slovenian.
  "windows-1250":
    /\b(?:nie|jest|bardzo|tylko|dla|czy|ale|na|je|se|mi|jsem|jako|velmi|nem|nagyon|hogy|egy|ez|az|csak|rossz|este|nu|foarte|pentru|mai|din|nije|kao|samo|dobro|bilo)\b/g,
  "windows-1254": /\b(?:bir|ve|bu|iyi|ama|gibi|daha|olarak|hem|yok|var|olan|kadar|sonra|ne)\b/g,
  // Lithuanian, Latvian and Estonian.
  "windows-1257": /\b(?:yra|labai|ir|bet|kad|tai|buvo|gera|geras|ne|ar|un|par|ka|no|ja|ei|see|oli|kui)\b/g,
};
const FEWEST_WORDS = 2;
const BEYOND_ASCII = /[^\0-\x7f]/;
/** More would only take time. */
const MOST_GUESSED = 200;
const BETWEEN_WORDS = /[\s\0-,.-/:-@[-`{-\x7f]+/;
const IN_WINDOWS_1252 = /^[\0-\x7f\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
/** Signs where a letter was. */
const SIGN_IN_WORD = /[¹²³¯¢£¥¶ªº¿](?=\p{Ll})|(?<=\p{Ll})[¹²³¯¢£¥¶¿]/u;

/**
 * Texts of a column in a language of Central Europe, the Baltic or Turkey that were read as Windows-1252: `dzia³a`, `þehir`. Its own
 * frequent words show the language, since other mixtures of letters may be several languages.
 */
export function otherLatin(texts: readonly string[]): DamagedTexts | undefined {
  if (!texts.every((text) => IN_WINDOWS_1252.test(text))) return undefined;
  const words = new Set(texts.flatMap((text) => text.split(BETWEEN_WORDS)).filter((word) => BEYOND_ASCII.test(word)));
  const sample = [...words].slice(0, MOST_GUESSED).join(" ");
  if (sample === "" || (isOfOneLanguage(sample) && !SIGN_IN_WORD.test(sample))) return undefined;
  const bytes = bytesIn(sample, "windows-1252");
  const guess = bytes && guessEncoding(bytes)?.name;
  const [kind] = OF_OTHER_LANGUAGES.find(([, name]) => name === guess) ?? [];
  if (!kind) return undefined;
  const found = new Set(texts.flatMap((text) => text.toLowerCase().match(FREQUENT_WORDS[kind]) ?? []));
  return found.size < FEWEST_WORDS ? undefined : { kind, texts: texts.filter((text) => readsOtherwise(text, kind)) };
}

/** Whether a text is another one in its own code page. */
function readsOtherwise(text: string, label: string): boolean {
  const bytes = BEYOND_ASCII.test(text) ? bytesIn(text, "windows-1252") : undefined;
  return bytes !== undefined && decodeAs(bytes, label) !== text;
}
