/** The letters beyond ASCII that languages written in Latin letters use: https://cldr.unicode.org main exemplar characters, and frequent auxiliary ones. */
const ALPHABETS = [
  "äöüß", // German
  "àâæçéèêëîïôœùûüÿ", // French
  "áéíóúüñªº", // Spanish
  "áâãàçéêíóôõúü", // Portuguese
  "àèéìíîòóù", // Italian
  "àçéèíïóòúü", // Catalan
  "åäöé", // Swedish, Finnish
  "æøåéóòôêü", // Danish, Norwegian
  "éëïóöüèêáíú", // Dutch
  "áéíóúýþðæö", // Icelandic
  "éèïñ", // English
  "áčďéěíňóřšťúůýž", // Czech
  "áäčďéíĺľňóôŕšťúýž", // Slovak
  "ąćęłńóśźż", // Polish
  "áéíóöőúüű", // Hungarian
  "ăâîşţșț", // Romanian
  "čćđšž", // Croatian, Slovenian
  "çğıi̇öşüâîû", // Turkish
  "ąčęėįšųūž", // Lithuanian
  "āčēģīķļņšūž", // Latvian
  "äõöüšž", // Estonian
].map((letters) => new Set(letters.normalize("NFC")));

/** Those of languages written in Cyrillic letters. */
const CYRILLIC_ALPHABETS = [
  "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", // Russian, Bulgarian
  "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", // Ukrainian
  "абвгдеёжзійклмнопрстуўфхцчшыьэюя", // Belarusian
  "абвгдђежзијклљмнњопрстћуфхцчџш", // Serbian
  "абвгдѓежзѕијклљмнњопрстќуфхцчџш", // Macedonian
].map((letters) => new Set(letters.normalize("NFC")));

/** In a long text, names of other languages occur. */
const FOREIGN_PART = 0.03;

/** Whether all Latin letters beyond ASCII are those of one language, and all Cyrillic ones. Other scripts do not matter. */
export function isOfOneLanguage(text: string): boolean {
  const letters = text.toLowerCase().match(/(?![ªº])[\u0080-\uffff]/gu) ?? [];
  return isOfOneOf(ALPHABETS, letters, /\p{sc=Latin}/u) && isOfOneOf(CYRILLIC_ALPHABETS, letters, /\p{sc=Cyrillic}/u);
}

/** Vietnamese has so many letters that other languages would be taken for it: only where its own are needed. */
const VIETNAMESE = new Set("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ".normalize("NFC"));
const VIETNAMESE_ALONE = /[đơư\u1ea0-\u1ef9]/;

/** Whether all letters beyond ASCII are those of Vietnamese, and one is of no other language. */
export function isVietnamese(text: string): boolean {
  const letters = text.toLowerCase().match(/[^\0-\x7f]/gu) ?? [];
  return VIETNAMESE_ALONE.test(text.toLowerCase()) && letters.every((letter) => VIETNAMESE.has(letter));
}

function isOfOneOf(alphabets: readonly ReadonlySet<string>[], all: readonly string[], script: RegExp): boolean {
  const letters = all.filter((char) => script.test(char));
  const mostForeign = letters.length * FOREIGN_PART;
  return alphabets.some((alphabet) => letters.filter((letter) => !alphabet.has(letter)).length <= mostForeign);
}
