/** Frequent characters: only these show which of two readings of the same bytes is text. */
const FREQUENT = new Set(
  "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱吗语元喜曾离飞科言干流欢约各即指合反题必该论交终林请医晚制球决传画保读运及则房早院量苦火布品近坐产答星精视五连司巴" +
    "這個們來時為說國過對學麼還樣種開總從無現頭經長兒愛給間兩親進話與問爾點幾實聲車機氣書電門聽寫馬難樂記處讓應場報關張認軍歲覺帶萬邊風媽變師數滿戰遠輕條達業羅錢嗎語離飛歡約題該論終請醫決傳畫讀運則產視連東" +
    "이다는을에가의고하지도은로그한나서아기를사리어라시자게들있수인만해대니면부안여정전일상보우내것주제스오성과와동장마구때세원모공조선소생문용경적신국중었요까네합습없음말좋품매족배송입했감녕",
);

/** How well a Latin letter beyond ASCII fits its word: 0 to 1. @param others the letters next to it */
export type JudgeLetter = (letter: string, others: readonly string[]) => number;

/**
 * Whether a text could be one that somebody wrote, or bytes in a wrong encoding. Per character that is not ASCII: 1 where it
 * stands as it does in text, below 0 where no text has it so.
 */
export function plausibility(text: string, judgeLetter: JudgeLetter): number {
  const chars = [...text];
  let sum = 0;
  let count = 0;
  for (const [index, char] of chars.entries()) {
    if (char < "\x80") continue;
    sum += plausibilityOf(char, chars[index - 1] ?? " ", chars[index + 1] ?? " ", judgeLetter);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function plausibilityOf(char: string, before: string, after: string, judgeLetter: JudgeLetter): number {
  if (/[\p{Cc}\p{Cn}\p{Co}\ufffd]/u.test(char)) return -3;
  if (/[\uff61-\uff9f]/.test(char)) return -0.5;
  if (/[\u3041-\u30ff\uff01-\uff60\u3001-\u3003\u300c-\u300f]/.test(char)) return 1;
  if (/[\p{sc=Han}\p{sc=Hangul}]/u.test(char)) return FREQUENT.has(char) ? 1.2 : 0.3;
  if (/\p{L}/u.test(char)) return plausibilityOfLetter(char, before, after, judgeLetter);
  const isInWord = /\p{L}/u.test(before) && /\p{L}/u.test(after);
  if (char === "’") return /\p{L}/u.test(before) ? 1 : 0;
  if (/[“‘„‚«¿¡]/.test(char)) return /[\s("',;]/.test(before) && /\S/.test(after) ? 1 : -0.5;
  if (/[”»…]/.test(char)) return /\S/.test(before) && !/\p{L}/u.test(after) ? 1 : -0.5;
  if (/[–—•·]/.test(char)) return isInWord ? -0.2 : 0.8;
  // A row of signs is a word in an encoding of several bytes a character.
  if (isSign(before) || isSign(after)) return -0.5;
  if (/[€£¥°©®™§½¼¾±×\u00a0]/.test(char)) return isInWord ? -1 : 0.7;
  return isInWord ? -1.5 : -0.3;
}

function plausibilityOfLetter(char: string, before: string, after: string, judgeLetter: JudgeLetter): number {
  const isCapital = char !== char.toLowerCase();
  if (isCapital && /\p{Ll}/u.test(before)) return -1;
  const isLatin = /\p{sc=Latin}/u.test(char);
  const others = [before, after].filter((other) => /\p{L}/u.test(other));
  // A word is of one script.
  if (others.some((other) => /\p{sc=Latin}/u.test(other) !== isLatin)) return -1.5;
  if (!isLatin) return [-0.5, 0.5, 1][others.length] ?? 0;
  return judgeLetter(char, others);
}

function isSign(char: string): boolean {
  return char > "\x7f" && !/[\p{L}\u00a0“”‘’«»…–—]/u.test(char);
}
