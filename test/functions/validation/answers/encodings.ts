import iconv from "iconv-lite";
import { repeat } from "../streams.ts";
import type { Case } from "./render-answers.ts";

/** What people write, by how it is encoded. */
const TEXTS: readonly (readonly [encoding: string, texts: readonly string[]])[] = [
  [
    "windows-1252",
    [
      "Le café est très bon, déjà vu",
      "Hyvää päivää, mitä kuuluu",
      "Straße, Größe, schöne Grüße",
      "¿Qué tal? ¡Muy bien, señor!",
      "It’s “great” – really…",
      "‘single’ and „low“ and «angle» quotes",
      "Preis: 5 € oder 7 £ pro Stück",
      "20 °C ± 2, ½ cup, 3 × 4",
      "© 2024 Acme®, Brand™, § 5",
      "first • second · third — fourth",
      "10\u00a0000 €",
      "naïve",
      "L’été",
    ],
  ],
  ["macintosh", ["Le café est très bon, déjà vu", "Straße, Größe, schöne Grüße", "It’s “great” – really…"]],
  ["shift_jis", ["この商品はとても良いです。", "カタカナと漢字"]],
  ["gbk", ["这个产品很好，我喜欢", "北京的天气"]],
  ["big5", ["這個產品很好，我喜歡", "臺北的天氣"]],
  ["euc-kr", ["이 제품은 정말 좋아요", "서울의 날씨"]],
  ["euc-jp", ["この商品はとても良いです。"]],
  ["windows-1251", ["Очень хороший товар, спасибо", "Привет", "Цена – 5 € за штуку"]],
  ["koi8-r", ["Очень хороший товар, спасибо", "Москва"]],
  ["windows-1250", ["Děkuji, skvělý výrobek", "Příliš žluťoučký kůň", "Zażółć gęślą jaźń", "Köszönöm szépen, őrült"]],
  ["windows-1253", ["Πολύ καλό προϊόν, ευχαριστώ", "Καλημέρα"]],
  ["windows-1254", ["Çok güzel bir ürün, teşekkürler"]],
  ["windows-1255", ["תודה רבה"]],
  ["windows-1256", ["مرحبا بالعالم منتج جيد"]],
  ["iso-8859-2", ["Příliš žluťoučký kůň", "Zażółć gęślą jaźń"]],
  ["cp850", ["Le café est très bon, déjà vu", "Straße, Größe, schöne Grüße", "¿Qué tal? ¡Muy bien, señor!", "naïve"]],
  ["cp852", ["Zażółć gęślą jaźń", "Děkuji, skvělý výrobek"]],
  ["iso-8859-5", ["Очень хороший товар, спасибо"]],
];

const inRow = (text: Uint8Array) => Buffer.concat([Buffer.from("id,text\n1,"), text, Buffer.from("\n")]);

/** Bytes that are no text in any encoding of the West. */
const NO_TEXT: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["letters and signs in turn", [0x61, 0xa4, 0x62, 0xa4, 0x63, 0xa4]],
  ["signs in a row", [0xa4, 0xa6, 0xac, 0xa4, 0xa6, 0xac]],
  ["capitals within words", [0x61, 0xc0, 0x61, 0xc8, 0x61, 0xcc]],
  ["control codes", [0x81, 0x8d, 0x8f, 0x90, 0x9d]],
  ["a quote within a word", [0x61, 0x93, 0x62, 0x94, 0x63]],
  ["a dash within a word", [0x61, 0x96, 0x62]],
  ["a sign within a word", [0x61, 0xa9, 0x62]],
];

const latin1 = (text: string) => Buffer.from(text, "latin1");
const utf8 = (text: string) => Buffer.from(text).toString("latin1");

/** UTF-8 that was shortened by bytes, and what only looks like it. */
const CUT: readonly (readonly [name: string, content: string])[] = [
  ["a quotation mark that is cut", "id,text\n1,It\xe2\x80\n2,ok\n"],
  ["a quotation mark that is cut, among others", `id,text\n1,${utf8("It’s")}\n2,It\xe2\x80\n`],
  ["a quotation mark that is cut before a quote", 'id,text\n1,"It, or he\xe2\x80"\n2,ok\n'],
  ["a character that is cut before a comma", "text,id\n\xf0\x9f\x98,1\nok,2\n"],
  ["a character that is cut before dots", "id,text\n1,It\xe2\x80...\n2,ok\n"],
  ["a character that is cut where the file ends", "id,text\n1,ok\n2,It\xe2\x80"],
  ["one byte of a character where the file ends", "id,text\n1,ok\n2,caf\xe9"],
  ["one byte of a character in Chinese", `id,text\n1,${utf8("质量不好")}\xef\n2,${utf8("这个产品非常好")}\n`],
  ["one byte of a letter, among others", `id,text\n1,${utf8("très bien déjà vu")}\n2,l'avenir du caf\xc3\n`],
  ["one byte of a letter alone", "id,text\n1,caf\xc3\n2,ok\n"],
  [
    "many texts that are cut, far below",
    `id,text\n${repeat(1000, (i) => utf8(`${i},très bien déjà vu ${i}\n`))}2,It\xe2\x80\n`,
  ],
  ["words that end in one byte", "text,id\ncaf\xe9,1\nth\xe9,2\n"],
  ["a word that ends in one byte, below UTF-8", `id,text\n1,${utf8("très bien déjà vu")}\n2,un caf\xe9\n`],
  ["a word that ends in a letter and a sign", "id,text\n1,un caf\xe9\x85\n2,le caf\xe9\x94\n"],
  ["a word in quotation marks of Mac Roman", "id,text\n1,\xc7\x80 la carte\xc8\n2,ok\n"],
  ["a character that is cut within a text", "id,text\n1,It\xe2\x80s fine\n2,ok\n"],
  ["a character that is cut, and a word in another encoding", "id,text\n1,It\xe2\x80\n2,caf\xe9 noir\n"],
];

export const ENCODINGS: readonly Case[] = [
  ...TEXTS.flatMap(([encoding, texts]) =>
    texts.map((text): Case => [`${encoding}: ${text}`, inRow(iconv.encode(text, encoding))]),
  ),
  ...CUT.map(([name, content]): Case => [name, latin1(content)]),
  ...NO_TEXT.map(([name, bytes]): Case => [name, inRow(Uint8Array.from(bytes))]),
];
