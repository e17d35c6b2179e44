import { misreadAs } from "../misread-as.ts";
import { schemaOf } from "../schemas.ts";
import type { Case } from "./render-answers.ts";

const rows = (...cells: readonly string[]) =>
  `id,text\n${cells.map((cell, index) => `${index + 1},"${cell.replaceAll('"', '""')}"\n`).join("")}`;
const long = (length: number, end: string) => `${"word ".repeat(7000).slice(0, length - end.length)}${end}`;
/** Text in a code page, read as Windows-1252. */
const pages = (first: number, last: number, from: string) =>
  new Map(
    Array.from({ length: last - first + 1 }, (_, at) => [
      String.fromCodePoint((from.codePointAt(0) ?? 0) + at),
      String.fromCharCode(first + at),
    ]),
  );
const RUSSIAN = pages(0xc0, 0xff, "А");
const IN_KOI8_R: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 64 }, (_, at) => [
    new TextDecoder("koi8-r").decode(Uint8Array.of(0xc0 + at)),
    String.fromCharCode(0xc0 + at),
  ]),
);
const GREEK = pages(0xc1, 0xfe, "Α");
const HEBREW = pages(0xe0, 0xfa, "א");
const in1252 = (text: string, page: ReadonlyMap<string, string>) =>
  [...text].map((char) => page.get(char) ?? char).join("");

export const SAMPLED: readonly Case[] = [
  ["returns that Excel escaped", rows("Line one_x000D_\nLine two", "x_x0009_y", "_x005F_ and _x00e9_", "file_x0001_a")],
  [
    "returns that Excel escaped, in JSON Lines",
    '{"text":"a\\nb"}\n{"text":"Line one_x000D_\\nLine two"}\n',
    { schema: schemaOf({ text: "text" }), fileName: "a.jsonl" },
  ],
  ["returns that Excel escaped, in metadata", 'META_a,text\n"a_x000D_\nb",x\n'],
  [
    "damage in more rows than are looked at",
    `id,text\n${Array.from({ length: 300 }, (_, id) => `${id},a_x000D_${id}\n`).join("")}`,
  ],
  [
    "one damaged cell in the first of many rows",
    `id,text\n0,a_x000D_\n${Array.from({ length: 300 }, (_, id) => `${id + 1},a ${id}\n`).join("")}`,
  ],
  ["a damaged cell at the end of a file without a last line end", "id,text\n1,x\n2,a_x000D_"],
  [
    "a damaged cell in a row of which only the start is looked at",
    `id,text\n1,${"x".repeat(40_000)}\n2,a_x000D_${"y".repeat(40_000)}\n`,
  ],
  ["damaged cells in two columns", "id,text,note\n1,a,b_x000D_\n2,c_x000D_,d\n"],
  ["both kinds of damage", rows("a_x000D_\nb", "cafÃ©", "cafÃ© (cid:51)")],
  ["values in a formula", rows('="0012"', '="a=b"', 'Type ="a" here', '="a"&"b"', "=1+2")],
  ["values in a formula, without quotes around it", 'id,text\n1,="0012"\n2,"=""0013"""\n3,=""\n4,="a" & "b"\n'],
  ["values in a formula, below other rows", 'id,text\n1,"a ""b"""\n2,"=""0012"""\n3,"x=""y"""\n4,"=""a"",""b"""\n'],
  [
    "text as e-mails encode it",
    rows(
      "I=E2=80=99m fine",
      "=?UTF-8?B?R3LDvMOfZQ==?=",
      "=?iso-8859-1?Q?caf=E9?=",
      "x=E2 and y=3D",
      "CC=CC=CC",
      "a=c3=a9",
    ),
  ],
  [
    "text as URLs encode it",
    rows(
      "I%20can%27t%20believe%20it",
      "caf%C3%A9%20and%20tea",
      "100%20",
      "https://example.org/a%20b%20c",
      "my%20holiday%20photo.jpg",
      "a=b%20c%20d",
      "caf%E9%20and%20tea%20too",
    ),
  ],
  [
    "words as URLs encode them",
    rows(
      "Gr%C3%BC%C3%9Fe",
      "Stra%C3%9Fe",
      "caf%C3%A9",
      "%C3%9Cbung",
      "It%27s%20fine",
      "Hello+world%21+nice",
      "It%27s+fine",
    ),
  ],
  [
    "addresses and signs that look like words as URLs encode them",
    rows(
      "https://example.org/caf%C3%A9",
      "/wiki/Stra%C3%9Fe",
      "Stra%C3%9Fe.jpg",
      "?q=caf%C3%A9&x=1",
      "The letter is %C3%BC in a URL",
      "100%CO2 and 5%C3",
      "C++ is 100%20",
      "a+b",
      "50%20off",
      "%27",
      "SELECT a LIKE '%C3%A9'",
    ),
  ],
  [
    "glyphs of a PDF, and signs of Word",
    rows("(cid:51)(cid:72)llo", "\uf0b7 item", "a\ufffcb", "\uf8ff", "the cid:12", "aspirin (cid:2244)"),
  ],
  [
    "objects of Perl and Python",
    rows("HASH(0x55d0c8a0)", "<re.Match object; span=(0, 3), match='abc'>", "HASH(key)", "a HASH(0x55d0c8a0)"),
  ],
  ["values of numpy", rows("np.float64(0.93)", "np.int64(3)", "np.str_('good, it is')", "None")],
  [
    "values of torch",
    rows("tensor(0.93, device='cuda:0')", "tensor([1., 2.])", "tensor(0.11, grad_fn=<NllLossBackward0>)"),
  ],
  [
    "dates and IDs of Python",
    rows("Timestamp('2024-03-01 00:00:00')", "datetime.date(2024, 3, 1)", "Decimal('1.50')", "ObjectId('65f1c0ffee')"),
  ],
  [
    "values of Python in answers to questions about code",
    'question,answer\nWhat does datetime.date.today() return?,"datetime.date(2024, 3, 1)"\nWhat does np.mean(x) return?,np.float64(2.5)\n',
  ],
  ["values of Python next to other code", rows("np.float64(0.93)", "x = 3", "datetime.date(2024, 3, 1)", "tensor(x)")],
  ["values of Python in sentences", rows("It is np.float64(0.93)", "tensor(0.1) is one", "a Timestamp('2024-03-01')")],
  [
    "answers of language models as objects",
    rows(
      "ChatCompletionMessage(content='Hi there', role='assistant', function_call=None)",
      "ChatCompletionMessage(content=\"It's fine\", refusal=None, role='assistant')",
      "[TextBlock(text='Hi there', type='text')]",
      "[TextBlock(citations=None, text='Hi\\nthere', type='text')]",
      "content='Hi there' additional_kwargs={} response_metadata={'token_usage': {'total_tokens': 12}}",
      "AIMessage(content='Hi', additional_kwargs={}, response_metadata={})",
      "Message(id='msg_1', content='Hi', role='assistant')",
    ),
  ],
  [
    "code for language models",
    rows(
      "HttpResponse(content='Hi there')",
      "client.create(messages=[{'role': 'user', 'content': 'Hi'}])",
      "HumanMessage(content='Hi')",
      "content='Hi there'",
      "Use ChatCompletionMessage(content='Hi', role='assistant')",
      "The role='assistant' and type='text' are set (always)",
    ),
  ],
  ["dates that are none", "date,text\nInvalid Date,a\n2024-03-01,b\n"],
  ["a message about dates", rows("Invalid Date", "Invalid e-mail address", "Please try again")],
  ["an error of LibreOffice", rows("Err:502", "Err:5", "Err:502 is shown")],
  [
    "bytes that R wrote by number",
    rows("I<92>m", "<93>Great", "h<ea>d", "walk<ed>", "caf<e9>", "<dd>x</dd>", "a <92> c"),
  ],
  [
    "code points in code of JavaScript and Rust",
    rows("\\u{1f600}", "caf\\u{e9}", "\\u{a}", "console.log('\\u{1f600}')"),
  ],
  ["text of Python in bytes", rows("b'Good movie'", 'b"It\'s bad"', "b'So so'")],
  ["bytes of Python in some cells", rows("b'Good movie'", "b'Bad'", "What is b'x'?")],
  ["bytes of Python, a blank cell and a missing one", "id,text\n1,b'Good movie'\n2,\n3\n4,b'Bad'\n5,b'So so'\n"],
  ["texts that end as bytes of Python do", rows("a b'x'", "a b'y'", "a b'z'")],
  ["texts that begin as bytes of Python do", rows("b'x' is one", "b'y' is one", "b'z' is one")],
  ["bytes of Python in two cells", rows("b'Good movie'", "b'Bad'")],
  ["words of question marks", rows("??????", "????", "???????")],
  ["question marks for what is not known", rows("????", "????", "????")],
  ["question marks in a column of text", rows("??", "what????", "???", "why")],
  ["question marks before and after words", rows("Who????", "What?????", "Why??????", "????so", "?????no", "??????ok")],
  ["question marks in two cells of a column of text", rows("????", "?????", "Why")],
  [
    "numbers that a spreadsheet rounded to 15 digits",
    rows("1234567890123450000", "1234567890123460000", "9876543210987650000"),
  ],
  ["times in nanoseconds", rows("1700000000000000000", "1700000001000000000", "1700000002000000000")],
  [
    "numbers of which some end in zeros",
    rows("1234567890123450000", "1234567890123460001", "9876543210987650000", "1234567890123470000"),
  ],
  [
    "rounded numbers, and other texts with digits",
    rows(
      "1234567890123450000",
      "1234567890123460000",
      "9876543210987650000",
      "12",
      "no 1234567890123456",
      "1234567890123456 km",
    ),
  ],
  [
    "rounded numbers with zeros in the middle, and one with more of them at its end",
    rows("1000000012345670000", "1000000012345680000", "1234567890000000000"),
  ],
  ["a rounded number in each row", rows(...Array.from({ length: 3 }, () => "1234567890123450000"))],
  [
    "numbers with more digits than 15 before their zeros",
    rows("12345678901234567800", "12345678901234567900", "98765432109876543200"),
  ],
  ["texts that a database cut", rows(long(255, "an"), long(255, "bi"), long(255, "and"), "short")],
  ["texts that are as long as they may be", rows(long(255, "an."), long(255, "bi!"), long(255, "and."), "short")],
  [
    "texts that a database cut, of which one ends in a sentence's end",
    rows(long(255, "an"), long(255, "bi."), long(255, "and")),
  ],
  ["codes that are as long as some texts that a database cut", rows("a".repeat(255), "b".repeat(255), "c".repeat(255))],
  ["a code that is as long as texts that a database cut", rows(long(255, "an"), long(255, "bi"), "c".repeat(255))],
  ["texts of which one is longer", rows(long(255, "an"), long(255, "bi"), long(255, "and"), long(256, "x"))],
  ["texts that pandas cut", rows(long(50, " an..."), long(50, " but..."), long(50, " of..."), "short")],
  ["texts as long as those that pandas cut", rows(long(50, " an..."), long(50, " but..."), long(50, " of it"))],
  [
    "texts as long as those that pandas cut, with dots in them",
    rows(long(50, "... an"), long(50, "... but"), long(50, "... of")),
  ],
  [
    "texts as long as those that pandas cut, with a full stop",
    rows(long(50, " an."), long(50, " but."), long(50, " of.")),
  ],
  ["codes as long as texts that pandas cut", rows(...["a", "b", "c"].map((code) => `${code.repeat(47)}...`))],
  ["texts that end in dots", rows("Well...", "I think...", "So...")],
  ["a text that Excel cut", `id,text\n1,${long(32_767, "an")}\n2,${long(32_766, "an")}\n`],
  ["ages that became dates", "age,text\n9-May,a\n14-Oct,b\n15-19,c\n20-24,d\n"],
  ["days among ranges of days", "day,text\n9-May,a\n14-Oct,b\n10-12,c\n5-20,d\n"],
  [
    "a chat in which some only type question marks",
    rows("????", "Hello", "?????", "Hi", "??????", "Are you there?", "Yes"),
  ],
  ["holidays among ranges", "day,text\nMay 5,a\nJul 4,b\n10-12,c\n9 mai,d\n"],
  ["ages that became dates in German", "age,text\n09. Mai,a\n15-19,c\n20-24,d\n"],
  ...["05-oct", "5-okt", "05-ott", "05/out", "09-août", "9-févr.", "5月10日", "04-set", "8-ago"].map(
    (date): Case => [`an age that became the date ${date}`, `age,text\n${date},b\n15-19,c\n20-24,d\n65-99,e\n`],
  ),
  ["dates in other languages", "day,text\n05-oct,a\n5-okt,b\n5月10日,c\n"],
  ["dates in other languages next to words", "day,text\n05-oct,a\nlunes,b\n5月10日,c\n"],
  ["days of several lengths in Japanese", "day,text\n5月10日,a\n5月10日-12日,b\n6月,c\n"],
  ["genes that became dates in German", "gene,text\nBRCA1,a\n02. Sep,b\n01. Mrz,c\nTP53,d\nEGFR,e\n"],
  ["genes that became a month and a year", "gene,text\nBRCA1,a\nSep-02,b\nMar-01,c\nTP53,d\nEGFR,e\n"],
  ["months next to codes", "code,text\nBRCA1,a\n05-abr,b\nTP53,d\nEGFR,e\n"],
  ["genes that became dates", "gene,text\nTP53,a\n1-Mar,b\n2-Sep,c\nBRCA1,d\nEGFR,e\n"],
  ["dates among words in capitals", "day,text\nMON,a\n1-Mar,b\nTUE,c\n2-Sep,d\nWED,e\n"],
  ["dates among some codes", "place,text\nTP53,a\n1-Mar,b\nBRCA1,c\nnot known,d\n2-Sep,e\n"],
  ["dates next to two codes", "place,text\nA1,a\n1-Mar,b\nB2,c\n2-Sep,d\n"],
  ["dates next to texts with digits", "day,text\n9-May,a\n14-Oct,b\nday 5,c\nlast,d\n"],
  ["dates", "day,text\n9-May,a\n14-Oct,b\n1-Mar,c\n"],
  [
    "UTF-8 that was read as GBK",
    rows("I can鈥檛 believe it", "It鈥檚 good", "鈥淕reat鈥\u009d", "鈥榮o鈥", "烫烫烫", "鈥是一个字吗"),
  ],
  ["Chinese in UTF-8 that was read as GBK", rows("浣犲ソ", "璋㈣阿", "璐ㄩ噺寰堝樊", "你好", "谢谢", "狀況")],
  ["Chinese in UTF-8 that was read as Shift-JIS", rows("隹｢隹｢", "雍ｨ驥丞ｾ亥ｷｮ", "東京です", "ﾄｳｷｮｳ")],
  ...["gbk", "euc-kr", "big5", "shift_jis"].map(
    (label): Case => [
      `letters with accents that were read as ${label}`,
      rows(
        ...["C'est très bien, déjà vu", "le café était bon", "El niño comió jamón", "ok"].map((text) =>
          misreadAs(text, label),
        ),
      ),
    ],
  ),
  [
    "texts that mix scripts",
    rows(
      "T恤 and K歌",
      "卡拉OK, A型, PPT课件",
      "我的app没了, iPhone猫",
      "Le mot 猫 veut dire chat",
      "wifi密码 is abc",
      "카페cafe, LG전자, e메일로",
      "Ｔシャツ Tシャツ, ﾃｽﾄtest, x軸y軸",
      "cat猫dog",
      "3月a日",
      "the neko猫s",
    ),
  ],
  ["lost characters that were read as GBK", rows("锟斤拷 is lost")],
  ["Vietnamese that was read as Windows-1252", rows("Ráº¥t tá»‘t", "Sáº£n pháº©m tá»™t", "«olá»")],
  [
    "typographic signs whose control code is lost",
    rows("I canât", "Itâs", "theyâre", "HelloÂ world", "pâte", "il a bâti"),
  ],
  [
    "UTF-8 that was read in Mac Roman",
    rows(
      misreadAs("😀 good", "macintosh"),
      misreadAs("5 €", "macintosh"),
      misreadAs("I ❤ it", "macintosh"),
      misreadAs("Привет, мир", "macintosh"),
      "a–b–c–d",
      "–Ö–Ü–ß",
      "\uf8ff Pay",
    ),
  ],
  ["UTF-8 that was read as Windows-1254", rows(misreadAs("😀 good", "windows-1254"), "dağ", "DAĞŞ")],
  [
    "signs that were read as Windows-1251",
    rows(
      misreadAs("5 €", "windows-1251"),
      misreadAs("• item", "windows-1251"),
      misreadAs("20 °C", "windows-1251"),
      misreadAs("Word™", "windows-1251"),
      "в «Ленте»",
      "В„а",
    ),
  ],
  ...(
    [
      ["Czech", "windows-1250", ["Dobrý den, výrobek je skvělý", "žena", "Škoda", "ČÍNA", "São Tomé a Říp"]],
      ["Czech", "iso-8859-2", ["Dánsko", "řeka", "žena"]],
      ["Czech", "windows-1252", ["žena", "Škoda", "BANGLADÉŠ", "PLZEŇ"]],
      ["Polish", "windows-1250", ["każdemu", "źle działa", "ŁÓDŹ", "5 € – dziękuję"]],
      ["Hungarian", "windows-1250", ["Nagyon jó termék", "őszi", "ÁRVÍZTŰRŐ"]],
      ["Croatian", "windows-1250", ["preporučujem", "žaba", "ŠUMA"]],
      ["Romanian", "windows-1250", ["Mulțumesc foarte mult", "țară", "MAMĂ"]],
      ["German", "windows-1250", ["Straße", "Übung", "Österreich", "ÄRGER"]],
      ["German", "windows-1251", ["schönes Gerät", "Straße", "Übung"]],
      ["Estonian", "windows-1257", ["Väga hea toode", "õun", "Šveits"]],
      ["Lithuanian", "windows-1257", ["ačiū", "ėjo", "ZIMBABVĖ", "žmogus"]],
      ["Lithuanian", "windows-1252", ["ačiū", "ėjo", "ZIMBABVĖ"]],
      ["Greek", "windows-1253", ["Πολύ καλό", "Καλημέρα"]],
      ["Greek", "macintosh", ["Πολύ καλό", "Καλημέρα"]],
      ["Polish", "macintosh", ["każdemu", "źle działa"]],
      ["Arabic", "windows-1256", ["منتج جيد جدا", "عُمان", "نعم، شكرا"]],
      ["Persian", "windows-1256", ["کره\u200cای خوب است", "بله"]],
      ["Hebrew", "windows-1255", ["תודה", "מוצר טוב", "צ׳ילה"]],
      ["Ukrainian", "windows-1251", ["Дякую", "їжа", "5 лип."]],
      ["Vietnamese", "windows-1252", ["đường phố", "Hà Nội"]],
      ["English", "ibm437", ["It’s “great” — really", "I don’t know…", "She said ‘no’ – twice"]],
      ["emoji", "ibm437", ["I love it 😍", "👍🏽 product", "wait …"]],
      ["euros and pounds", "ibm437", ["Price: 10 €", "£5 or €6", "20 °C"]],
      ["emoji", "ibm850", ["I love it 😍", "👍🏽 product"]],
      ["euros", "ibm850", ["Price: 10 €", "£5 or €6"]],
      ["Greek", "ibm437", ["Καλημέρα, τι κάνεις;"]],
      ["Russian", "ibm850", ["Привет, как дела?"]],
      ["Hindi", "ibm437", ["नमस्ते, आप कैसे हैं?"]],
      ["Thai", "ibm850", ["สวัสดีครับ"]],
      ["Chinese", "ibm437", ["你好，今天怎么样", "非常好的产品"]],
      ["Korean", "ibm850", ["안녕하세요", "아주 좋은 제품"]],
      ["Polish", "ibm852", ["każdemu", "źle działa", "don’t"]],
      ["emoji and Mac signs", "macintosh", ["😀 good", "👍🏽", "❤️"]],
    ] as const
  ).map(
    ([language, encoding, texts]): Case => [
      `${language} in UTF-8 that was read as ${encoding}`,
      rows(...texts.map((text) => misreadAs(text, encoding))),
    ],
  ),
  [
    "Polish in UTF-8 that was read in a code page of DOS, and lines of a drawing",
    rows("Bardzo dobry produkt, polecam ka┼╝demu", "Dzi─Ökuj─Ö za szybk─ů wysy┼ék─Ö", "└─äpfel", "a──b┼──┼"),
  ],
  [
    "letters and signs that such text in the code pages of DOS consists of",
    rows(
      "Γ and Ç, ΓΔΕ, Γη",
      "ÇOK GÜZEL, çÖ, ÇÖP, DÖNÜŞ",
      "a ≡ b (mod n), x ≡ƒ(x), ≡",
      "Σ(xi), Σá, σé, π²",
      "það er Ó, ÞÓRÐÓ, ÓÐINN, ráða",
      "Straßé, ßú",
      "├── src\n│   └── é",
      "ÔÔ, Ôô, RÔÇO",
      "Δ¬p, α∩β, Θ ∈ [0, π]",
    ),
  ],
  [
    "a name and texts that were read as Windows-1250",
    `id,${misreadAs("město", "windows-1250")}\n1,${misreadAs("Plzeň", "windows-1250")}\n`,
  ],
  [
    "texts that were read wrongly once and twice",
    rows(
      ...["žena", "město", "don’t", "Škoda"].flatMap((text) => [
        misreadAs(text, "windows-1250"),
        misreadAs(misreadAs(text, "windows-1250"), "windows-1250"),
      ]),
    ),
  ],
  [
    "texts that were read as Windows-1252 once and twice",
    rows(
      ...["café", "à la carte", "don’t", "Ñandú", "5 €"].flatMap((text) => [
        misreadAs(text, "windows-1252"),
        misreadAs(misreadAs(text, "windows-1252"), "windows-1252"),
      ]),
    ),
  ],
  ["a name alone that was read as Windows-1250", `id,${misreadAs("žena", "windows-1250")}\n1,x\n`],
  [
    "texts in which letters and signs stand next to each other",
    rows(
      "Ăştia sunt",
      "CASĂ… MAMĂ”",
      "Å\u00a0være",
      "the letters Å’s and Ä’s",
      "Ä—and more",
      "Её",
      "ب،",
      "Úžasný",
      "POČŠ",
      "DĹŽKA",
      "PAMÄŤ",
      "„Ä“ und „Ö“",
      "20 Å² of Å·mol",
      "ΓΊΝΕΙ",
      "Ціна",
      "«Ø»",
    ),
  ],
  [
    "texts that may have been read in one of two encodings",
    rows(misreadAs("Dánsko", "iso-8859-2"), misreadAs("Albánie", "iso-8859-2")),
  ],
  [
    "words of another language next to damaged ones",
    rows(misreadAs("žena", "windows-1250"), "AMANHÃ…", "MAMĂ…", "Ăştia", "good – bad", "Œuvre"),
  ],
  [
    "English that was read as Shift-JIS",
    rows(misreadAs("It’s great", "shift_jis"), misreadAs("“Great” don’t", "shift_jis")),
  ],
  [
    "Russian that was read as Windows-1252",
    rows(...["Привет как дела", "Очень хорошо", "Мне не понравилось"].map((text) => in1252(text, RUSSIAN))),
  ],
  [
    "Russian that was read as Windows-1252, between names of brands",
    rows(
      ...["Привет очень плохо iPhone", "Привет очень хорошо", "Samsung Galaxy Nokia"].map((text) =>
        in1252(text, RUSSIAN),
      ),
    ),
  ],
  [
    "some words of Russian that were read as Windows-1252",
    rows(in1252("Привет очень плохо хорошо", RUSSIAN), "That is what somebody wrote below this film"),
  ],
  [
    "Russian in KOI8-R that was read as Windows-1252",
    rows(...["Привет как дела", "Очень хорошо", "Мне не понравилось"].map((text) => in1252(text, IN_KOI8_R))),
  ],
  [
    "Greek that was read as Windows-1252",
    rows(...["Πολυ καλο βιβλιο", "Δεν μου αρεσε καθολου", "Τελεια παρα πολυ ωραια"].map((text) => in1252(text, GREEK))),
  ],
  [
    "Hebrew that was read as Windows-1252",
    rows(...["מוצר מצוין", "לא אהבתי בכלל", "שירות טוב מאוד"].map((text) => in1252(text, HEBREW))),
  ],
  [
    "tokens of language models",
    rows(
      "<|im_start|>assistant\nGood<|im_end|>",
      "It was fine.</s>",
      "Sure! [/INST] Here",
      "[CLS] good movie [PAD] [PAD]",
      "▁Good▁movie",
      "GoodĠmovie,ĠreallyĠgood",
      "A Ġgood Ġmovie Ġhere",
      "em ##bed ##ding is ten ##sor",
      "a <unk> word",
    ),
  ],
  [
    "what only looks like tokens of language models",
    rows(
      "Ġorġ Ġie mill-Belt",
      "<s>Old</s> and <s>older</s>",
      "▁▂▃▅▇",
      "a ##hashtag",
      "list |> Enum.map(fn x -> x <|> y end)",
      "The [MASK] sat on the mat",
    ),
  ],
  [
    "citations of chatbots",
    rows(
      "It opened in 1990.【4:0†source】",
      "It opened :contentReference[oaicite:3]{index=3}",
      "It opened \ue200cite\ue202turn0search3\ue201",
      "【重要】 turn 3 left",
    ),
  ],
  ["formulas that Google Sheets had not finished", rows("Loading...", "Gut", "Loading...", "Loading...")],
  ["a game that shows what it does", rows("Loading...", "Loading... done", "Ready")],
  ["prices that are struck through", rows("<s>$9</s>", "<s>$12</s>", "$3")],
  ["PHP's arrays", rows("Array", "Array", "Array")],
  ["a word that PHP writes too", rows("Array", "List", "Array")],
  [
    "URLs in which a value is missing",
    rows(
      "https://example.org/img/undefined",
      "https://example.org/img/nan.png",
      "https://example.org/null",
      "https://example.org/undefined/a.png",
      "https://en.wikipedia.org/wiki/NaN",
      "https://example.org/nullable",
      "undefined",
    ),
  ],
  ["objects of Python's classes", rows("Answer(text='It\\'s good', score=3)", 'Answer(text="Bad", score=None)')],
  ["objects of a class beside code", "prompt,answer\nprint(p.x),Point(x=1)\nprint(p.y),Point(x=2)\n"],
  ["columns of pandas", 'id,text\n1,"0    good\n1    bad\nName: text, dtype: object"\n'],
  ["lists of R", rows('c("good", "bad")', 'list(a = "fine", b = 2)')],
  ["vectors of numbers, as in a question", rows("c(1, 2, 3)", "c(4, 5)")],
  ["Rich Text Format", rows("{\\rtf1\\ansi Good\\par}", "A file begins with {\\rtf1")],
  [
    "arrays of numpy that were shortened",
    rows("[0.12 0.5 -1.e-05 ... 0.1 0.2 0.3]", "[[1 2 3 ... 7 8 9]\n [1 2 3 ... 7 8 9]]", "[1, 2, ..., 9]"),
  ],
  ["text that is shown backwards", rows("Good \u202emoc.elpmaxe", "\u202eשלום", "x")],
  ["apostrophes of a spreadsheet in all cells", "id,text\n'1,\"'It is, well, fine\"\n'2,'Good\n'3,'Bad\n"],
  [
    "apostrophes of a spreadsheet in some cells",
    rows("'+44 20 7946 0000", "'=A1+B1", "'tis", "'Good', she said", "'@me'"),
  ],
  ["texts in single quotes", rows("'Good'", "'Bad'", "'Fine'")],
  [
    "values with their types, as MongoDB and DynamoDB export them",
    `_id,text\n${["a", "b", "c"].map((id) => `"{""$oid"": ""507f1f77bcf86cd79943901${id}""}","{""S"":""Good \\""${id}\\""""}"\n`).join("")}`,
  ],
  ["one value with its type", rows('{"S":"x"}', "y", "z")],
  ["words of letters beyond ASCII", rows("öö", "Ää", "Þæöð", "õõõ", "àéîô and ÄÖÜÄ are letters")],
  [
    "text that was encoded for HTML",
    rows("Don&#39;t &amp; won&#x27;t", "&quot;Fine&quot;", "Tom &amp;amp; Jerry", "Good"),
  ],
  ["letters that were encoded for HTML", rows("&#1055;&#1088;&#1080;", "&#20320;&#22909;", "&#26412;&#24403;")],
  ["two texts that were encoded for HTML", rows("Don&#39;t", "Tom &amp; Jerry", "Good")],
  ["HTML with tags", rows("<p>Don&#39;t</p>", "<b>Tom &amp; Jerry</b>", "It&#39;s<br>fine")],
  ["texts about HTML", rows("What is &nbsp;?", "Where is &amp; needed?", "Use &lt; here", "And &gt; here")],
  ["ampersands alone next to encoded ones", rows("Don&#39;t", "Tom & Jerry", "It&#39;s", "&quot;Fine&quot;")],
  ["line ends that a program escaped", rows("Hi,\\nfine", "- one\\n- two", 'Good.\\n\\nAs \\"he\\" said', "Bad")],
  [
    "line ends that were escaped twice in JSON Lines",
    ["Hi,\\nfine", "- one\\n- two", "Good.\\n\\nBad"].map((text) => `${JSON.stringify({ text })}\n`).join(""),
    { schema: schemaOf({ text: "text" }), fileName: "a.jsonl" },
  ],
  ["line ends that a program escaped in two texts", rows("Hi,\\nfine", "- one\\n- two", "Good")],
  ["line ends next to escaped ones", rows("Hi,\\nfine", "- one\\n- two", "Good.\\nBad", "a\nb")],
  ["paths of Windows", rows("Open C:\\new\\notes", "Save c:\\nets.txt", "D:\\nb\\temp")],
  ["regular expressions", rows("^\\d+\\n$", "a\\nb", "x\\ny", "z\\n.")],
  ["formulas in LaTeX", rows("x\\neq y", "a\\nu", "5\\nabla f", "p\\not q")],
  ["strings in code", rows('print("Hi\\n")', 'puts("a\\n");', 'echo "b\\n";')],
  ["texts about escapes", rows("What is \\n in C?", "Use \\n here", "A \\n ends lines")],
  ["templates that were not filled in", rows("Rate {{ review }}", "Rate {{ review }}", "Rate {{ review }}")],
  ["templates of a shell", `id,url\n${[1, 2, 3].map((id) => `${id},https://example.org/\${id}.png\n`).join("")}`],
  ["templates of Ruby", rows("<%= text %>", "<%= text %>", "<%= text %>")],
  ["templates as data", rows("Rate {{ review }}", "Read {{ review }}", "Rate {{ review }}")],
  ["the same text in all rows", rows("Which {is} better?", "Which {is} better?", "Which {is} better?")],
  [
    "a field of Qualtrics",
    rows(`How is \${e://Field/product}?`, `You said \${q://QID1/ChoiceTextEntryValue}`, `\${name}`),
  ],
];
