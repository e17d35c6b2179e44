/** What each byte from 0x80 on is where no decoder of the Encoding Standard knows it: Excel writes it as CSV (MS-DOS) or CSV (Macintosh). */
const CODE_PAGES: ReadonlyMap<string, string> = new Map([
  [
    "ibm850",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  ],
  [
    "ibm437",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  ],
  [
    "ibm852",
    "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0",
  ],
  [
    "ibm775",
    "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐└┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u00ad±“¾¶§÷„°∙·¹³²■\u00a0",
  ],
  [
    "ibm857",
    "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ�ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ�×ÚÛÙìÿ¯´\u00ad±�¾¶§÷¸°¨·¹³²■\u00a0",
  ],
  [
    "ibm737",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u00a0",
  ],
  [
    "ibm862",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  ],
  [
    "x-mac-greek",
    "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü†ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩάΝ¬ΟΡ≈Τ«»…\u00a0ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u00ad",
  ],
]);

/** Decodes text, in parts too. */
export interface Decoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/** Each byte is a character, so that nothing is left for the next part. */
class CodePageDecoder implements Decoder {
  readonly #characters: readonly string[];
  readonly #fatal: boolean;

  constructor(codePage: string, fatal: boolean) {
    const ascii = Array.from({ length: 0x80 }, (_, byte) => String.fromCharCode(byte));
    this.#characters = [...ascii, ...codePage];
    this.#fatal = fatal;
  }

  decode(bytes: Uint8Array = new Uint8Array(0)): string {
    let text = "";
    for (const byte of bytes) text += this.#characters[byte] ?? "";
    if (this.#fatal && text.includes("\ufffd"))
      throw new TypeError("The text has a byte that is no character in this code page.");
    return text;
  }
}

/**
 * A decoder of a code page, or of an encoding that the Encoding Standard has.
 *
 * @param label as {@link encodingLabel} returns it
 * @param fatal whether bytes that the encoding does not have are an error, and not U+FFFD
 * @throws {RangeError} no decoder has this label
 */
export function decoderOf(label: string, { fatal }: { readonly fatal: boolean }): Decoder {
  const codePage = CODE_PAGES.get(label);
  return codePage === undefined ? new TextDecoder(label, { fatal }) : new CodePageDecoder(codePage, fatal);
}

/** The label of an encoding, by one of its names; undefined where no decoder has it. */
export function encodingLabel(name: string): string | undefined {
  const label = name
    .trim()
    .toLowerCase()
    .replace(/^(?:cp|dos|ibm)[-_ ]?(?=\d{3}$)/, "ibm")
    .replace(/^(?:x-)?mac-?greek$/, "x-mac-greek");
  if (CODE_PAGES.has(label)) return label;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
