import { DAMAGE_KINDS } from "../../../../functions/validation/scanners/damage-kinds.ts";
import { EXCEL_ERRORS } from "../../../../functions/validation/scanners/lost-values.ts";
import { schemaOf } from "../schemas.ts";
import type { Case } from "./render-answers.ts";

const JSONL = { schema: schemaOf({ text: "text", note: "metadata" }), fileName: "data.jsonl" };
const CELLS = [
  "caf\ufffd",
  "it\u0092s",
  "cafÃ©",
  "caf√©",
  "#NAME?",
  "1.23457E+15",
  "[object Object]",
  "РџСЂРёРІРµС‚",
  "caf├®",
  "don<U+2019>t",
  "caf\\u00e9",
  "don?t",
];

export const DAMAGED: readonly Case[] = [
  [
    "signs after Cyrillic letters",
    "id,text\n1,Звено (С–С–)n\n2,С… С…С… сказал он\n3,С° и С°С°\n4,Углы С–С–С и С–С–Н\n",
  ],
  ["a capital that may be damaged before a letter that is", "id,city,text\n1,K\u00c3\u2013LN,sch\u00c3\u00b6n\n"],
  ["trees that are drawn", "id,text\n1,├╴a\n2,├┬\n3,├→\n"],
  ["capitals in the middle of a word that is damaged", "id,text\n1,K\u00c3\u2013LN\n2,H\u00c3\u201dTEL\n"],
  ["a lost character that was read as Windows-1252", "id,text\n1,don\u00ef\u00bf\u00bdt\n2,ï¿ or ½\n"],
  [
    "errors at the end of a cell in quotes, and of a line in it",
    'id,text\n1,"Two codes: #REF!,#N/A"\n2,"My list:\n####"\n3,"#REF!"\n4,"say ""#REF!"""\n',
  ],
  ...CELLS.map((cell, index): Case => [DAMAGE_KINDS[index] ?? "", `id,text\n1,x\n2,${cell}\n`]),
  ...CELLS.map(
    (cell, index): Case => [
      `${DAMAGE_KINDS[index]} in JSON Lines`,
      `{"text":"x","note":""}\n${JSON.stringify({ text: cell, note: cell })}\n`,
      JSONL,
    ],
  ),
  ...CELLS.map((cell, index): Case => [`${DAMAGE_KINDS[index]} in a name`, `id,${cell}\n1,x\n`]),
  ["an apostrophe that was read as Windows-1251", "id,text\n1,donвЂ™t\n2,ПРИВЕТ\n3,СССР»\n"],
  ["an apostrophe that was read in DOS", "id,text\n1,donÔÇÖt\n2,├── src\n3,│\n"],
  [
    "errors of a spreadsheet in other languages",
    "id,text\n1,#NAAM?\n2,#ЗНАЧ!\n3,#VÄRDEFEL!\n4,#HASHTAG!\n5,#YOK ARTIK\n6,#ad?\n7,#ARG\n",
  ],
  [
    "escapes of Python and JavaScript",
    "id,text\n1,b'caf\\xc3\\xa9 \\xf0\\x9f\\x98\\x80'\n2,Great \\ud83d\\ude00\n3,\\U0001f600\n4,na\\xefve\n",
  ],
  ["an escape of half a character", "id,text\n1,caf\\xc3 \\ud83d\n"],
  [
    "backslashes that escape nothing",
    "id,text\n1,C:\\users\\xi\n2,\\xi and \\underline\n3,\\u{1f600}\n4,\\x41\n5,a\\nb\n6,\\ud\n",
  ],
  [
    "numbers that a spreadsheet rounded, with a decimal comma",
    'id,text\n1,"1,23457E+17"\n2,"-1,5E+18"\n3,"1.23457E+17"\n',
  ],
  ["numbers that a program rounded", "id,text\n1,1.2345678901234568e+18\n2,1e+20\n3,-1.2345678901234568e+18\n"],
  ["a number with more digits than an ID", "id,text\n1,1e+21\n2,x\n"],
  [
    "masses and distances of stars",
    "star,mass_kg,dist_m\nSun,1.989E+30,1.496E+11\nSirius,4.018E+30,8.139E+16\nProxima,2.428E+29,4.014E+16\n",
  ],
  ["counts of bacteria, next to small ones", "sample,cfu\na,1.2E+12\nb,3.4E+13\nc,2.5E-3\n"],
  ["counts of bacteria, next to one with decimals", "sample,cfu\na,1.2E+12\nb,3.4E+13\nc,0.5\n"],
  ["quantities with a decimal comma", 'größe,wert\nMasse,"5,97E+24"\nAbstand,"1,5E+11"\nRadius,"6,4E+06"\n'],
  [
    "quantities that the first rows show, and rounded IDs next to them",
    `id,energy\n1,2E-19\n${Array.from({ length: 300 }, (_, id) => `1.${id}E+17,1.5E+12\n`).join("")}`,
  ],
  ["IDs of a service that grew longer", "id,text\n9.87654E+15,a\n1.23457E+17,b\n1.23457E+18,c\n12345678,d\n"],
  ["quantities in JSON Lines", `{"text":"1.989E+30"}\n{"text":"1.496E+11"}\n`, JSONL],
  ["a rounded number with a decimal comma, between semicolons", "id;text\n1;1,23457E+17\n2;x\n"],
  ["a rounded number with a decimal comma in JSON Lines", `{"text":"1,23457E+17","note":"1,23457E+17"}\n`, JSONL],
  [
    "numbers that were not rounded",
    'id,text\n1,"1,23457E+5"\n2,"1,234,567E+17"\n3,",5E+17"\n4,1e+5\n5,1.5e18\n6,"a,1,5E+17"\n7,"1,23457E+17 km"\n',
  ],
  [
    "paths that begin as an escape",
    "id,text\n1,C:\\data\\u12\\file\n2,D:\\UE4\n3,D:\\u1a2\\u00\n4,C:\\USERS\\u123x.txt\n5,\\U0001f60\n6,\\U00ABCDEF\n7,\\U00E9\n",
  ],
  [
    "paths with escapes in them",
    "id,text\n1,C:\\build\\x86\\Release\\app.exe failed\n2,obj\\x86\\Debug missing\n3,D:\\tools\\xerces\\xab\n4,C:\\Users\\udd12\\u1234\n5,\\\\server\\u00e9\n6,C:\\Program Files (x86)\\Kits\\x86\\x.dll\n7,C:\\php\\ext\\xdebug.dll\n",
  ],
  [
    "regular expressions with escapes in them",
    "id,text\n1,[\\u0400-\\u04FF]+\n2,^[\\u4e00-\\u9fff]+$\n3,[\\xC0-\\xFF]\n4,[^\\u00e9\\u00e8]\n5,\\d+\\u20ac\n6,[A-Za-z\\u00C0-\\u024F]+\n7,/[\\x80-\\xff]/\n8,[\\u200B-\\u200D\\uFEFF]\n",
  ],
  [
    "code with escapes in it",
    `id,text\n1,const s = '\\u2713 done';\n2,"printf(""\\xe2\\x9c\\x93"");"\n3,What does '\\u2713' mean?\n4,"let x = ""caf\\u00e9"""\n5,if (c === '\\u00e9') {\n6,"x.replace(/\\u00a0/g, "" "")"\n7,The Python string is b'caf\\xc3\\xa9'\n8,return '\\u2713'\n9,\\xdef\\foo{bar}\n`,
  ],
  ["an escape in a name of code", "id,[\\u0400-\\u04FF]\n1,x\n"],
  [
    "text with escapes that looks like code or a path",
    `id,text\n1,"[""caf\\u00e9""]"\n2,"{""text"": ""\\u4f60\\u597d""}"\n3,"['caf\\xe9', 'th\\xe9']"\n4,A:\\u4f60\\u597d B:\\u4f60\n5,Q:\\nIt\\u2019s (really) \\u201cnice\\u201d; ok\n6,2010\\u20132015\n7,\\xe2\\x86\\x92 next\n8,well\\u2014known - \\u2018quoted\\u2019\n9,Price = \\u20ac5\n10,"""\\u4f60\\u597d"""\n`,
  ],
  ["escapes in capitals", "id,text\n1,caf\\u00E9\n2,caf\\xC3\\xA9\n3,\\U0001F600\n"],
  ["damage in a cell in quotes", 'id,text\n1,"cafÃ©, très"\n'],
  ["damage in two cells of a kind", "id,text\n1,cafÃ©\n2,thÃ©\n"],
  ["damage in three cells of two kinds", "id,text,note\n1,cafÃ©,caf√©\n2,thÃ©,x\n"],
  ["damage in four cells", "id,text\n1,cafÃ©\n2,thÃ©\n3,fÃªte\n4,Ã©tÃ©\n"],
  ["quotes after a word that ends in ï", "id,text\n1,«Hawaï»\n2,un «bonsaï» et un «samouraï».\n"],
  ["a byte order mark before a cell, read in another encoding", "id,text\n1,ï»¿Hello\n"],
  [
    "capitals before a quote or a dash, and damage",
    "id,text\n1,\u201cAMANH\u00c3\u201d\n2,\u00abIRM\u00c3\u00bb\n3,R\u00c2\u2013\n4,caf\u00c3\u00a9\n",
  ],
  [
    "words in capitals that end in A with an accent",
    "id,text\n1,XÃ–HUYỆN\n2,XÃ\u00a0–\u00a0HUYỆN\n3,“ĐÃ”\n4,CHÃ…\n5,ĐÃ…KHÔNG\n6,AMANHÃ”\n7,SÃ—E\n8,MAÇÃ…\n9,«IRMû\n10,CHỮ “”\n11,XÃ\u00a0HƯƠNG SƠN\n12,IRMÃ’S\n13,NÃO ROMÂNIA\n",
  ],
  ["words that end in â", "id,text\n1,Hâlâ…\n2,“hâlâ”\n3,hâlâ—ama\n4,hâlâ…”\n5,‘â’\n6,hâlâ\u00a0var\n"],
  [
    "accented capitals that were damaged",
    "id,text\n1,Ã–sterreich\n2,GÃ…RD\n3,CANCIÃ“N\n4,ESPAÃ‘A\n5,PASÃ“\n6,(Ã–BB)\n7,Ã‰cole\n8,TÃ«\n9,USAÂ\u00a0is\n10,SÃ»r\n",
  ],
  ["signs that were damaged", "id,text\n1,â— item\n2,1â…“ cup\n3,â–\u00a0 item\n4,5Â°C\n5,MAXÂ°\n6,MAXÂ’S\n"],
  ["doubtful and certain damage in a cell", "id,text\n1,AMANHÃ… cafÃ©\n2,KÃ–LN cafÃ©\n"],
  [
    "objects in place of their text",
    'id,text\n1,[object Promise]\n2,"[object Object],[object Object],[object Object]"\n3,System.String[]\n4,System.Collections.Generic.List`1[System.String]\n5,[Ljava.lang.String;@1b6d3586\n6,[B@74a14482\n7,com.example.Review$Text@6d06d69c\n8,function () { [native code] }\n9,"[object Object]"\n',
  ],
  [
    "objects by their address",
    "id,text\n1,<Review object at 0x7f2b1c0d3a90>\n2,The review is <__main__.Review object at 0x7f2b1c0d3a90>.\n3,<bound method A.b of <A object at 0x10e4b2fd0>>\n4,<generator object f at 0x7FA2B1C0D3A9>\n5,#<Review:0x000055d5c8a0b1c8>\n",
  ],
  [
    "what only looks like an object",
    'id,text\n1,[object falls to the ground]\n2,Why do I see [object Object] in the console?\n3,System.out.println(a[0])\n4,maria.lopez@example.org\n5,@deadbeef\n6,[1]\n7,The System. Call [1]\n8,0x7f2b1c0d3a90\n9,<p>at 0x7f</p>\n10,a.B@c0ffee.org\n11,"[a], [b]"\n12,########################\n13,me@1234567\n14,meet at 0x12>\n15,ana.maria@abcdef\n16,[laughs]@1:23\n',
  ],
  [
    "objects in questions about code",
    'id,text\n1,Why does print(x) show <__main__.Foo object at 0x7f2b1c0d3a90>?\n2,"I ran `f(a)`, and got <generator object f at 0x10e4b2fd0>"\n3,">>> a\n<A object at 0x10e4b2fd0>"\n',
  ],
  [
    "names and code that only look like objects of .NET and Java",
    "id,text\n1,john.Smith@decade\n2,System.Data[id]\n3,System.args[0]\n4,System.Int32[][]\n",
  ],
  ["an object's address in a name", "id,<Review object at 0x7f2b1c0d3a90>\n1,x\n"],
  [
    "letters that became question marks",
    'id,text\n1,I don?t know\n2,"It?s fine, we?re ok"\n3,f?r mich\n4,?ber uns\n5,????? ???\n6,"?????? ??? ????, 2023"\n7,uma informa??o\n8,la informaci?n\n9,C?est bien\n10,"I can?t"\n11,(doesn?t)\n12,iPhone ??????? ???????? 12\n',
  ],
  [
    "question marks that people type",
    "id,text\n1,https://example.org/page?x=1&can?t=2\n2,What?No\n3,really?yes\n4,???\n5,??? ???\n6,What?? ??\n7,Why?It's\n8,e4? e5??\n9,C?D\n10,a?b:c\n11,isn?t:f\n12,we can?they did\n13,Is it?so\n14,*.ts? and colou?r\n15,What ?? why ???? no way\n16,?? ??? ??\n17,???? ????\n18,¿qué?no\n19,who is it?sam\n20,/f?r/\n",
  ],
  ["patterns with a question mark", "id,text\n1,^(don?t|can?t)$\n2,ls f?r*.log\n3,rm n?o.txt\n4,a?os|b\n5,f?r. Dann\n"],
  ["a name with a question mark in place of a letter", "id,f?r\n1,x\n"],
  [
    "UTF-8 that was read in other encodings of Europe and Asia",
    "id,text\n1,Ă©cole\n2,schĂ¶n\n3,pĹ™i\n4,縺薙ｓ縺ｫ縺｡縺ｯ\n",
  ],
  [
    "letters that such text begins with",
    "id,text\n1,CASĂ… MAMĂ”\n2,CASĂ MARE ĂĂĂ\n3,VĹŠ\n4,縺れる糸と繧繝縁\n5,ｺﾝﾆﾁﾊ\n6,CASĂ·MARE\n",
  ],
  ["damage in metadata", "META_id,text\ncafÃ©,x\n"],
  ["damage of which the original is unclear", "id,text\n1,Ã©cole Ã \n"],
  ["text damaged twice", "id,text\n1,cafÃƒÂ©\n"],
  ["quotes that were damaged", "id,text\n1,â€œGreatâ€\u009d itâ€™s\n"],
  ["Cyrillic that was damaged", "id,text\n1,ÐŸÑ€Ð¸Ð²ÐµÑ‚\n"],
  ["Chinese that was damaged", "id,text\n1,ä½ å¥½\n"],
  ["an error in each language", `id,text\n${EXCEL_ERRORS.map((error, index) => `${index},${error}\n`).join("")}`],
  ["what only looks like damage", "id,text\n1,“Spaß”\n2,naïve…\n3,Å½ and √2\n4,#NAMES\n5,1.5E+3\n"],
  ["objects below texts that end in a line end", 'id,text\n1,"Good\n"\n2,[object Object]\n3,"Bad\n"\n4,"#NAME?"\n'],
];
