/** Several words, and no address or name of a file. */
const WORDS = /^(?!.*\.\w{2,4}$)(?:(?:[^\s/=&%]|%(?!20))*%20){2}[^\s/=&]*$/;
/** The name of a file has no spaces either. */
const FILE_ENDING = /\.\w{2,4}$/;
const OF_ADDRESS = /[/=&?]/;
/** A letter beyond ASCII in a word. */
const LETTER = /\p{L}%C[3-9]%[89AB][\dA-F]|%C[3-9]%[89AB][\dA-F]\p{Ll}/u;
/** A sign that people type. */
const SIGN = /%(?:2[127-9C]|3[AF])/;
const ENCODED = /^(?:[^\s%]|%[\dA-F]{2})+$/;

/** Whether a text, which is no address, is encoded as in one: `Gr%C3%BC%C3%9Fe`, `It%27s+fine`. In time that grows with its length. */
export function isInUrlCode(text: string): boolean {
  if (!text.includes("%")) return false;
  if (WORDS.test(text)) return true;
  if (FILE_ENDING.test(text) || OF_ADDRESS.test(text)) return false;
  return LETTER.test(text) || (SIGN.test(text) && isInWords(text) && ENCODED.test(text));
}

/** Whether a word is before what stands for a space. */
function isInWords(text: string): boolean {
  const space = Math.max(text.lastIndexOf("%20"), text.lastIndexOf("+"));
  return /\p{L}{2}/u.test(text.slice(0, Math.max(0, space)));
}
