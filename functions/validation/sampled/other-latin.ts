import { isOfOneLanguage } from "../encodings/alphabets.ts";
import { guessEncoding } from "../encodings/guess-encoding.ts";
import { bytesIn } from "../encodings/repair-text.ts";
import { decodeAs } from "../encodings/sensible-readings.ts";
import type { CellDamage } from "./cell-damage-kinds.ts";

/** Frequent words of ASCII letters that are rare in English, of the languages that a code page is for. */
const LANGUAGES: ReadonlyMap<string | undefined, { readonly kind: CellDamage; readonly words: RegExp }> = new Map([
  [
    "Windows-1250",
    {
      kind: "windows-1250",
      words:
        // Polish, Czech and Slovak, Hungarian, Romanian, Croatian and Slovenian.
        /\b(?:nie|jest|bardzo|tylko|dla|czy|ale|na|je|se|mi|jsem|jako|velmi|nem|nagyon|hogy|egy|ez|az|csak|rossz|este|nu|foarte|pentru|mai|din|nije|kao|samo|jako|dobro|bilo)\b/gi,
    },
  ],
  [
    "Windows-1254",
    { kind: "windows-1254", words: /\b(?:bir|ve|bu|iyi|ama|gibi|daha|olarak|hem|yok|var|olan|kadar|sonra|ne)\b/gi },
  ],
  [
    "Windows-1257",
    // Lithuanian, Latvian and Estonian.
    {
      kind: "windows-1257",
      words: /\b(?:yra|labai|ir|bet|kad|tai|buvo|gera|geras|ne|ar|un|par|ka|no|ja|ei|see|oli|kui)\b/gi,
    },
  ],
]);
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
export function otherLatin(
  texts: readonly string[],
): { readonly kind: CellDamage; readonly texts: readonly string[] } | undefined {
  if (!texts.every((text) => IN_WINDOWS_1252.test(text))) return undefined;
  const words = new Set(texts.flatMap((text) => text.split(BETWEEN_WORDS)).filter((word) => BEYOND_ASCII.test(word)));
  const sample = [...words].slice(0, MOST_GUESSED).join(" ");
  if (sample === "" || (isOfOneLanguage(sample) && !SIGN_IN_WORD.test(sample))) return undefined;
  const bytes = bytesIn(sample, "windows-1252");
  const language = bytes && LANGUAGES.get(guessEncoding(bytes)?.name);
  if (!language) return undefined;
  const found = new Set(texts.flatMap((text) => text.toLowerCase().match(language.words) ?? []));
  return found.size < FEWEST_WORDS ? undefined : { kind: language.kind, texts: texts.filter(isRead(language.kind)) };
}

/** Whether a text reads differently in a code page. */
function isRead(label: string): (text: string) => boolean {
  return (text) => {
    const bytes = BEYOND_ASCII.test(text) ? bytesIn(text, "windows-1252") : undefined;
    return bytes !== undefined && decodeAs(bytes, label) !== text;
  };
}
