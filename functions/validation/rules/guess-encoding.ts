/** An encoding that text may be in, and a word of it as it would be read. */
export interface EncodingGuess {
  /** As people know it. */
  readonly name: string;
  /** The text around the first character that is not ASCII. */
  readonly word: string;
}

// The names are those of https://encoding.spec.whatwg.org/. The order decides between equals.
const CANDIDATES: readonly (readonly [label: string, name: string])[] = [
  ["windows-1252", "Windows-1252"],
  ["macintosh", "Mac Roman"],
  ["shift_jis", "Shift-JIS"],
  ["gb18030", "GBK"],
  ["big5", "Big5"],
  ["euc-kr", "EUC-KR"],
  ["euc-jp", "EUC-JP"],
  ["windows-1251", "Windows-1251"],
  ["koi8-r", "KOI8-R"],
  ["windows-1250", "Windows-1250"],
  ["windows-1253", "Windows-1253"],
  ["windows-1254", "Windows-1254"],
  ["windows-1255", "Windows-1255"],
  ["windows-1256", "Windows-1256"],
];

/** Frequent characters: only these show which of two readings of the same bytes is text. */
const FREQUENT = new Set(
  "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱吗语元喜曾离飞科言干流欢约各即指合反题必该论交终林请医晚制球决传画保读运及则房早院量苦火布品近坐产答星精视五连司巴" +
    "這個們來時為說國過對學麼還樣種開總從無現頭經長兒愛給間兩親進話與問爾點幾實聲車機氣書電門聽寫馬難樂記處讓應場報關張認軍歲覺帶萬邊風媽變師數滿戰遠輕條達業羅錢嗎語離飛歡約題該論終請醫決傳畫讀運則產視連東" +
    "이다는을에가의고하지도은로그한나서아기를사리어라시자게들있수인만해대니면부안여정전일상보우내것주제스오성과와동장마구때세원모공조선소생문용경적신국중었요까네합습없음말좋품매족배송입했감녕",
);

/** A reading that scores less is not plausible. */
const GOOD_SCORE = 0.4;

/**
 * Guesses what text is encoded in that is not UTF-8, from all of it that is there.
 *
 * @returns undefined where no reading is plausible
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess | undefined {
  let best: { name: string; text: string; score: number } | undefined;
  for (const [label, name] of CANDIDATES) {
    const text = decode(bytes, label);
    const score = text === undefined ? Number.NEGATIVE_INFINITY : plausibility(text);
    if (text !== undefined && score > (best?.score ?? GOOD_SCORE)) best = { name, text, score };
  }
  const word = best && firstWord(best.text);
  return best && word !== undefined ? { name: best.name, word } : undefined;
}

function decode(bytes: Uint8Array, label: string): string | undefined {
  try {
    // The end may cut a character.
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function firstWord(text: string): string | undefined {
  return /[^\s,;"]*[^\0-\x7f][^\s,;"]*/.exec(text)?.[0];
}

/** Per character that is not ASCII: 1 where it stands as it does in text, below 0 where no text has it so. */
function plausibility(text: string): number {
  const chars = [...text];
  let sum = 0;
  let count = 0;
  for (const [index, char] of chars.entries()) {
    if (char < "\x80") continue;
    sum += plausibilityOf(char, chars[index - 1] ?? " ", chars[index + 1] ?? " ");
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function plausibilityOf(char: string, before: string, after: string): number {
  if (/[\p{Cc}\p{Cn}\p{Co}\ufffd]/u.test(char)) return -3;
  if (/[\uff61-\uff9f]/.test(char)) return -0.5;
  if (/[\u3041-\u30ff\uff01-\uff60\u3001-\u3003\u300c-\u300f]/.test(char)) return 1;
  if (/[\p{sc=Han}\p{sc=Hangul}]/u.test(char)) return FREQUENT.has(char) ? 1.2 : 0.3;
  if (/\p{L}/u.test(char)) return plausibilityOfLetter(char, before, after);
  const isInWord = /\p{L}/u.test(before) && /\p{L}/u.test(after);
  if (char === "’") return /\p{L}/u.test(before) ? 1 : 0;
  if (/[“‘„‚«¿¡]/.test(char)) return /[\s("',;]/.test(before) && /\S/.test(after) ? 1 : -0.5;
  if (/[”»…]/.test(char)) return /\S/.test(before) && !/\p{L}/u.test(after) ? 1 : -0.5;
  if (/[–—•·]/.test(char)) return isInWord ? -0.2 : 0.8;
  if (/[€£¥°©®™§½¼¾±×\u00a0]/.test(char)) return isInWord ? -1 : 0.7;
  return isInWord ? -1.5 : -0.3;
}

function plausibilityOfLetter(char: string, before: string, after: string): number {
  const isCapital = char !== char.toLowerCase();
  if (isCapital && /\p{Ll}/u.test(before)) return -1;
  const isLatin = /\p{sc=Latin}/u.test(char);
  const others = [before, after].filter((other) => /\p{L}/u.test(other));
  // A word is of one script.
  if (others.some((other) => /\p{sc=Latin}/u.test(other) !== isLatin)) return -1.5;
  if (!isLatin) return [-0.5, 0.5, 1][others.length] ?? 0;
  // Most letters of a word are of ASCII, and few words have a letter that no language of Western Europe has.
  if (others.some((other) => other > "\x7f")) return 0;
  if (/[^àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÀÁÂÃÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜŒ]/.test(char)) return 0.5;
  return others.length > 0 ? 1 : 0.2;
}
