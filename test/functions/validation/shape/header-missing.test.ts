import { describe, expect, it } from "vitest";
import { isHeaderMissing } from "../../../../functions/validation/shape/header-missing.ts";
import { recordsOf } from "./records.ts";

const UUID = "123e4567-e89b-12d3-a456-426614174000";

describe("a first value of the kind that its column has is a datapoint's", () => {
  const inColumn = (value: string) => `"${value}",a\n"${value}",b\n"${value}",c\n`;

  it.each([
    ...["7", "12", "+12", "-3", " 12 ", "1799", "20240", "120", "2199"],
    ...["1.5", "12.75", "1,5", "-0.25", "+10,50"],
    ...["2024-05-01", "2024-05-01T10:00", "2024-05-01 10:00:30.5Z"],
    ...["1.5.24", "01.12.2024", "1/12/24", "31/1/2024"],
    ...["https://x.example/a?b=c", "HTTP://x.example"],
    ...["a@b.cc", "first.last@mail.example.org"],
    ...[UUID, UUID.toUpperCase()],
  ])("%s", (value) => {
    expect(isHeaderMissing(recordsOf(inColumn(value)))).toBe(true);
  });

  it.each([
    ...["12a", "a12", "1-2", "--1", "1899", "1800", "2024", "2099"],
    ...["1.", ".5", "1.5x", "x1.5", "1..5", "1;5", "1.x", "x.5"],
    ...["24-05-01", "2024-5-01", "2024-05-1", "2024-ab-01", "abcd-05-01", "2024-05-ab", "x2024-05-01", "2024-05-01x"],
    ...["2024-05-01T1:00", "2024-05-01T10:0", "2024-05-01Tab:00", "2024-05-01T10:ab", "2024-05-01/10:00"],
    ...[
      "1.1.2",
      "123.1.24",
      "1.123.24",
      "1.1.24x",
      "x1.1.24",
      "a.1.24",
      "1.a.24",
      "1.1.ab",
      "1-1-24",
      "1.1-24",
      "1-1.24",
    ],
    ...["ftp://x.example", "https://", "xhttps://x.example"],
    ...["a@b", "@b.cc", "a@@b.cc", "a@b.c1", "a@b.", "a@.cc", "a@b.1"],
    ...[
      UUID.slice(1),
      `${UUID}0`,
      `x${UUID}`,
      `${UUID.slice(0, -1)}x`,
      UUID.replace("-e89b", "-e89"),
      UUID.replace("-12d3", "-12d"),
    ],
    ...[
      UUID.replace("-a456", "-a45"),
      UUID.replace("-12d3", "-12dg"),
      UUID.replace("-a456", "-a45g"),
      UUID.replace("123e", "12ge"),
    ],
  ])("and not %s", (value) => {
    expect(isHeaderMissing(recordsOf(inColumn(value)))).toBe(false);
  });
});

describe("a header is missing", () => {
  it.each<[what: string, text: string, isMissing: boolean]>([
    ["with sentences in the only column", "Great product!\nI like it.\nBad service\n", true],
    ["with sentences in quotes", '"He said: ""No way!"""\n(It is bad.)\n“Is it?”\nBad service.\n', true],
    ["with sentences in Chinese", "这个产品非常好。\n质量不好！\n我很喜欢\n", true],
    ["with sentences below a name", "text\nI like it.\nBad service.\n", false],
    ["with sentences below a question", "How do you like it?\nI like it.\nBad service.\n", false],
    ["with words below a sentence", "Please choose one.\nyes\nno\nI like it.\n", false],
    ["with one sentence below a sentence", "Great product!\nI like it.\n", false],
    ["with sentences in two columns", "Great product!,x y.\nI like it.,z w.\nBad service.,v u.\n", false],
    ["with a word and a full stop", "Good.\nBad.\nFine.\n", false],
    ["with numbers in the first column", "1,good\n2,bad\n3,fine\n", true],
    ["with numbers in one other column only", "x,1\ny,2\nz,3\n", false],
    ["with numbers in two other columns", "x,1,5\ny,2,6\nz,3,7\n", true],
    ["with a text among the numbers", "1,good\n2,bad\nx,fine\n", false],
    ["with one row below", "1,good\n2,bad\n", false],
    ["with two rows below of which one is blank", "1,good\n2,bad\n,\n", false],
    ["with two rows below of which one has another width", "1,good\n2,bad\n3\n", false],
    ["with two rows below of which one repeats the first", "1,good\n2,bad\n 1 ,good \n", false],
    ["with rows of other widths and blank ones among them", "1,good\n2,bad\n,\nx\n3,fine\n", true],
    ["with columns that are counted from 0", "0,1\n5,6\n7,8\n", true],
    ["with one column that is counted from 0", "0\na\nb\n", true],
    ["with columns and rows that are counted from 0", ",0,1\n0,a,b\n1,c,d\n", true],
    ["with rows that pandas counted twice", "Unnamed: 0,0,1\n0,a,b\n1,c,d\n", true],
    ["with counts as names, over numbers of each word", ",0,1\ncat,a,b\ndog,c,d\n", false],
    ["with a column that is counted from 0, and another", "0,text\na,b\nc,d\n", false],
    ["with columns that are counted from 1", "1,2\n5,6\n7,8\n", false],
    ["with columns that are counted, with white space", " 1, 2\n5,6\n7,8\n", false],
    ["with columns that are not counted", "1,3\n5,6\n7,8\n", true],
    ["with years as names", "country,2019,2020\nFrance,1,2\nItaly,3,4\n", false],
    ["with two values that occur again", "good,yes\nbad,yes\ngood,no\n", true],
    ["with two values that occur again, with white space", "good , yes\nbad,yes\ngood,no \n", true],
    ["with one value that occurs again", "good,yes\nbad,no\ngood,no\n", false],
    ["with empty values that occur again", ",good,\n,bad,\nx,fine,\n", false],
    ["with one value that occurs again, next to prose", "good,It was fine\nbad,I liked it\ngood,Not for me\n", true],
    ["with one value that occurs again, next to names of two words", "good,Review text\nbad,x\ngood,y\n", false],
    [
      "with one value that occurs again, next to prose in some rows",
      "good,Review text\nbad,I liked it\ngood,y\n",
      false,
    ],
    [
      "with one value that occurs again, next to prose with wide spaces",
      "good,It  was\nbad,I  liked\ngood,Not  me\n",
      true,
    ],
    [
      "with one value that occurs again, next to words in white space",
      "good, fine \nbad, liked \ngood, mine \n",
      false,
    ],
    ["with a matrix of names", "a,b,c\na,,\na,,\n,b,\n,b,\n,,c\n", false],
    ["with a matrix of two columns", "a,b\na,x\ny,b\n", true],
    ["with a matrix in which one row has three values", "a,b,c\na,,\n,b,\na,b,c2\n", true],
    ["with counts below a word", "student,1,2,3\nAnn,5,4,4\nBob,3,5,2\n", false],
    ["with counts below a word that occur again", "student,1,2,3\nAnn,1,2,4\nBob,3,5,3\n", false],
    ["with quantiles next to a word", "metric,10,50,90\nlatency,1,2,3\ncpu,4,5,6\n", false],
    ["with parts of 1 next to a word", "metric,0.25,0.5,0.75\nlatency,0.1,0.2,0.3\ncpu,0.4,0.5,0.6\n", false],
    [
      "with weeks next to a word",
      "name,2024-01-01,2024-01-08\nAnn,2024-01-02,2024-01-09\nBob,2024-01-03,2024-01-08\n",
      false,
    ],
    [
      "with months next to a word",
      "Task,2024-01-31,2024-03-31,2024-05-31\nA,2024-02-01,2024-02-02,2024-02-07\nB,2024-02-01,2024-02-05,2024-02-06\n",
      false,
    ],
    ["with years that occur again", "country,2019,2020\nFrance,2019,2020\nItaly,2019,1\n", false],
    [
      "with answers next to a word",
      "Statement,Agree,Disagree\nI like it,Agree,Disagree\nIt is bad,Agree,Disagree\n",
      false,
    ],
    [
      "with answers next to a word, one in each row",
      "Statement,Agree,Disagree\nlikes,Agree,\nhates,,Disagree\n",
      false,
    ],
    ["with two numbers in order", "x,1,2\ny,4,3\nz,5,2\n", true],
    ["with counts in each row", "Ann,1,2,3\nBob,1,2,3\nEve,0,1,2\n", true],
    ["with numbers that are no counts", "Ann,1,2,4\nBob,1,5,3\nEve,5,1,2\n", true],
    ["with numbers in order that are no quantiles", "Ann,12,50,90\nBob,11,5,3\nEve,5,1,2\n", true],
    ["with quantiles without the median", "Ann,10,20,90\nBob,11,5,3\nEve,5,1,2\n", true],
    [
      "with dates that begin and end",
      "Ann,2024-01-01,2024-01-08\nBob,2024-02-01,2024-02-09\nEve,2024-03-01,2024-03-02\n",
      true,
    ],
    [
      "with dates in no order",
      "Ann,2024-01-08,2024-01-01\nBob,2024-02-01,2024-02-09\nEve,2024-03-01,2024-03-02\n",
      true,
    ],
    ["with counts next to a word that occurs again", "Ann,1,2,3\nBob,4,5,3\nAnn,5,1,2\n", true],
    ["with counts next to a number", "7,1,2,3\n8,4,5,3\n9,5,1,2\n", true],
    ["with labels next to a word", "Great,positive,high\nI hated it,negative,low\nLoved it,positive,high\n", true],
    ["with answers next to a word above words", "good,yes,no\nbad,yes,no\nfine,no,yes\n", true],
    ["with prose in Chinese", "这个产品很好我很喜欢,正面\n质量太差了,负面\n物流很快,正面\n", true],
    [
      "with prose in Japanese",
      "とても良い商品です,ポジティブ\n品質が悪いです,ネガティブ\nまあまあでした,ポジティブ\n",
      true,
    ],
    ["with prose in Thai", "อาหารอร่อยมาก,บวก\nไม่ชอบเลย,ลบ\nบริการดีมาก,บวก\n", true],
    ["with names in Chinese", "产品评论内容,情感\n这个产品很好我很喜欢,正面\n质量太差了,负面\n", false],
    ["with names in Thai", "ข้อความ,ความรู้สึก\nอาหารอร่อยมาก,บวก\nไม่ชอบเลย,ลบ\n", false],
    ["with a name in Chinese that occurs again", "词语,类别\n苹果,类别\n桌子,家具\n", false],
    ["with sentences in all columns", `The cat sat.,The dog ran.\n${"I see it.,Do you?\n".repeat(4)}`, true],
    ["with sentences in German", `Die Katze schläft.,Der Hund rennt!\n${"Ich gehe.,Er kommt.\n".repeat(4)}`, true],
    ["with sentences above a word", `The cat sat.,The dog ran.\n${"I see it.,Fine\n".repeat(4)}`, false],
    ["with tasks above answers", `Describe a day.,Tell a joke.\n${"I slept.,It is long.\n".repeat(4)}`, false],
    ["with questions above answers", `How was it?,And now?\n${"It was fine.,It is bad.\n".repeat(4)}`, false],
    ["with statements above ratings", `I feel well.,I feel bad.\n${"agree,disagree\n".repeat(4)}`, false],
    ...[
      ["img_000.png", "img_001.png", "img_012.png", "img_107.png"],
      ["P001", "P002", "P003", "P004"],
      ["Frage_1a", "Frage_2a", "Frage_3a", "Frage_4a"],
      ["65a1f0c2e1b2c3d4e5f60710", "65a1f0c2e1b2c3d4e5f60711", "65a1f0c2e1b2c3d4e5f60712", "65a1f0c2e1b2c3d4e5f60713"],
      ["00:01:10", "00:01:11", "00:01:12", "00:01:13,5"],
      ["$0.99", "$1.99", "$2.99", "$1,000"],
      ["3,50 €", "4 €", "5,20 €", "6 €"],
      ["05%", "15 %", "25,5%", "95%"],
      ['"March 1, 2024"', '"March 2, 2024"', '"April 3, 2024"', '"May 4, 2024"'],
      ["1. März 2024", "2. März 2024", "3. April 2024", "4. Mai 2024"],
      ["1 de marzo de 2024", "2 de mayo de 2024", "3 de mayo de 2024", "4 de mayo de 2024"],
      ["2024年3月1日", "2024年3月2日", "2024年3月3日", "2024年3月4日"],
    ].map((values): [string, string, boolean] => [
      `with values such as ${values[0]} first`,
      values
        .map(
          (value, index) =>
            `${value.includes(",") && !value.startsWith('"') ? `"${value}"` : value},${"xyzw"[index]}\n`,
        )
        .join(""),
      true,
    ]),
    ["with prices next to prose", "A good pen,$1\nAn old hat,$2\nA red car,$3\nA cup,of tea\n", false],
    ["with a price in each row next to prose", "A good pen,$1\nAn old hat,$2\nA red car,$3\nA big cup,$4\n", true],
    ["with prices next to words", "Item,$5\nPen,$1\nHat,$2\nCar,$3\n", false],
    ["with times in two columns", "00:01,00:02,Hi\n00:03,00:04,Ho\n00:05,00:06,He\n00:07,00:08,Ha\n", true],
    [
      "with a timetable",
      "Stop name,08:00,09:00\nMain street,08:05,09:05\nOld town,08:07,09:07\nNew town,08:09,09:09\n",
      false,
    ],
    ["with confidence levels", "Model name,50%,95%\nA small one,3%,5%\nA large one,2%,4%\nA huge one,1%,2%\n", false],
    ["with numbered items above their ids", "img1,img2\nimg7,img4\nimg5,img9\nimg3,img6\n", false],
    ["with a numbered name above texts", "Q1,Q2\ngood,bad\nfine,well\nbad,so so\n", false],
    ["with a numbered name above other ids", "Word1,pos\nhat,noun\ncar,noun\nrun,verb\n", false],
    ["with a numbered id above a score", "Player1,score\nPlayer2,3\nPlayer3,4\nPlayer4,5\n", false],
    ["with a numbered id in two rows below", "P001,a\nP002,b\nP003,c\n", false],
    ["with files as names, over ratings", "rater,img_1.png,img_2.png\nAnn,5,4\nBob,3,2\nEve,1,2\n", false],
    [
      "with files as names, over files",
      "img_1.png,img_2.png\nimg_3.png,img_4.png\nimg_5.png,img_6.png\nimg_7.png,img_8.png\n",
      false,
    ],
    ["with months as names", "Name,March 2024,April 2024\nAnn,1,2\nBob,2,3\nEve,1,2\n", false],
    ["with the same code in each row", "A1,x\nA1,y\nA1,z\nA1,w\n", false],
    ["with aligned translations", `I see.,Ich sehe.,0-0\n${"I go now.,Ich gehe nun.,0-0 1-1\n".repeat(4)}`, true],
    ["with sentences beside a name", `I like it.,I hate it.,id\n${"It is me.,It is you.,x\n".repeat(4)}`, false],
    ["with nothing", "", false],
  ])("or not: %s", (_, text, isMissing) => {
    expect(isHeaderMissing(recordsOf(text))).toBe(isMissing);
  });
});
