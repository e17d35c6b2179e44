import { describe, expect, it } from "vitest";
import { schemaOf } from "./schemas.ts";
import { validate } from "./streams.ts";

const SCHEMA = schemaOf({ question: "text", picture: "image_url", clip: "audio_url", source: "metadata" });
const HEADER = "question,picture,clip,source";
const S3 = "https://b.s3.eu-west-1.amazonaws.com/a.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2Fx";
const s3 = (date: string, length: string) => `${S3}&X-Amz-Date=${date}&X-Amz-Expires=${length}&X-Amz-Signature=secret`;

async function expiring(content: string, schema?: typeof SCHEMA) {
  const { findings } = await validate(content, { schema });
  return findings.filter(({ code }) => code === "expiring-url");
}

/** What is said of a text, as far as the time. */
async function timeOf(text: string): Promise<string | undefined> {
  const [finding] = await expiring(`id,text\n1,"${text.replaceAll('"', '""')}"\n2,other\n`);
  return /^The URL works? ?(?:ed)? until (\d[\d :-]+ UTC)/.exec(finding?.message ?? "")?.[1];
}

describe("until when a URL works is read from", () => {
  it.each([
    ["S3 and what is compatible with it", s3("20991127T120000Z", "604800"), "2099-12-04 12:00 UTC"],
    [
      "S3 in small letters",
      s3("20991127T120000Z", "60").toLowerCase().replace("t120000z", "T120000Z"),
      "2099-11-27 12:01 UTC",
    ],
    [
      "Google Cloud Storage",
      "https://storage.googleapis.com/b/a.png?X-Goog-Date=20991127T120000Z&X-Goog-Expires=3600&X-Goog-Signature=a",
      "2099-11-27 13:00 UTC",
    ],
    [
      "Azure",
      "https://a.blob.core.windows.net/c/a.png?sv=2022-11-02&se=2099-01-02T03%3A04%3A05Z&sp=r&sig=a%3D",
      "2099-01-02 03:04 UTC",
    ],
    [
      "Azure with a date alone",
      "https://a.blob.core.windows.net/c/a.png?se=2099-01-02&sp=r&sig=a",
      "2099-01-02 00:00 UTC",
    ],
    [
      "S3's older signature",
      "https://b.s3.amazonaws.com/a.png?AWSAccessKeyId=A&Signature=a%3D&Expires=4102444800",
      "2100-01-01 00:00 UTC",
    ],
    [
      "CloudFront",
      "https://d1.cloudfront.net/a.png?Expires=4102444800&Signature=a&Key-Pair-Id=K",
      "2100-01-01 00:00 UTC",
    ],
    ["imgix", "https://x.imgix.net/a.png?expires=4102444800&s=abc", "2100-01-01 00:00 UTC"],
    // The claims {"url":"a","exp":4102444800}.
    [
      "a web token",
      "https://x.supabase.co/a.png?token=eyJhbGciOiJIUzI1NiJ9.eyJ1cmwiOiJhIiwiZXhwIjo0MTAyNDQ0ODAwfQ.abc",
      "2100-01-01 00:00 UTC",
    ],
    ["a CDN with a token", "https://cdn.example.org/a.png?token=a&expires=4102444800", "2100-01-01 00:00 UTC"],
    ["TikTok", "https://p16.tiktokcdn.com/a.jpeg?x-expires=4102444800&x-signature=a", "2100-01-01 00:00 UTC"],
    [
      "Discord",
      "https://cdn.discordapp.com/attachments/1/2/a.png?ex=f4865700&is=65de2cb2&hm=a&",
      "2100-01-01 00:00 UTC",
    ],
    ["Facebook and Instagram", "https://scontent.cdninstagram.com/v/a.jpg?oh=a&oe=F4865700", "2100-01-01 00:00 UTC"],
    ["LinkedIn", "https://media.licdn.com/dms/image/a?e=4102444800&v=beta&t=a", "2100-01-01 00:00 UTC"],
    ["Airtable", "https://v5.airtableusercontent.com/v3/u/20/20/4102444800000/a/b", "2100-01-01 00:00 UTC"],
  ])("%s", async (_, url, time) => {
    expect(await timeOf(url)).toBe(time);
    expect(await timeOf(`See "${url}".`)).toBe(time);
    expect(await timeOf(`![a picture](${url})`)).toBe(time);
  });
});

describe("a URL does not expire that", () => {
  it.each([
    ["is public", "https://example.org/a.png?size=large"],
    ["has a date and no signature", "https://example.org/a?expires=4102444800"],
    ["has a time in words", "https://example.org/a?token=a&expires=never"],
    ["has a web token without an end", "https://example.org/a?token=eyJhbGciOiJIUzI1NiJ9.eyJ1cmwiOiJhIn0.abc"],
    ["has half a web token", "https://example.org/a?token=eyJhbGciOiJIUzI1NiJ9"],
    ["has a small number", "https://example.org/a?token=a&expires=3600"],
    ["has a parameter of Discord's name on another host", "https://example.org/a?ex=f4865700&hm=a"],
    ["has a parameter of LinkedIn's name on another host", "https://example.org/a?e=4102444800&t=a"],
    ["has a number in place of Azure's time", "https://example.org/a?se=5&sig=a"],
    ["has a time of another form", "https://example.org/a?se=1/2/2099&sig=a"],
    ["is of Airtable without a time", "https://airtable.com/shr123"],
    ["has a signature without a length", `${S3}&X-Amz-Date=20991127T120000Z&X-Amz-Expires=soon&X-Amz-Signature=a`],
    ["has a date that is none", s3("tomorrow", "3600")],
    ["has a length with more before it", s3("20991127T120000Z", "+3600")],
    ["has a length of many digits", s3("20991127T120000Z", "12345678")],
    ["has more before Azure's time", "https://example.org/a?se=12099-01-02&sig=a"],
    ["has more before a number", "https://example.org/a?token=a&expires=14102444800"],
    ["has more after a number", "https://example.org/a?token=a&expires=4102444800.5"],
    ["has more before a number of base 16", "https://cdn.discordapp.com/a.png?ex=0xf4865700&hm=a"],
    ["has more after a number of base 16", "https://cdn.discordapp.com/a.png?ex=f48657001&hm=a"],
    ["has a host that is none", "https://%/a?Expires=4102444800&Signature=a"],
  ])("%s", async (_, url) => {
    expect(await timeOf(url)).toBeUndefined();
  });
});

describe("URLs that expire", () => {
  it("are an error where participants would see no image", async () => {
    const rows = `Which?,${s3("20241127T120000Z", "604800")},https://x.org/a.mp3,web\n`;
    expect(await expiring(`${HEADER}\n${rows}`, SCHEMA)).toEqual([
      {
        code: "expiring-url",
        severity: "error",
        line: 2,
        column: "picture",
        message:
          'The URL worked until 2024-12-04 12:00 UTC: "https://b.s3.eu-west-1.amazonaws.com/a.png?…". Participants would see no image.',
        hint: expect.stringContaining("Use URLs that do not expire"),
      },
    ]);
  });

  it("are a warning until then, and in text", async () => {
    const [later] = await expiring(`${HEADER}\nWhich?,${s3("20991127T120000Z", "60")},,web\n`, SCHEMA);
    expect(later).toMatchObject({ severity: "warning", column: "picture" });
    expect(later?.message).toMatch(/After that, participants see no image\.$/);
    const [text] = await expiring(`id,text\n1,${s3("20241127T120000Z", "60")}\n`);
    expect(text).toMatchObject({ severity: "warning", column: "text" });
    expect(text?.message).toMatch(/Participants would find nothing there\.$/);
  });

  it("are one finding for each column, with the earliest", async () => {
    const clip = "https://x.org/a.mp3?Expires=4102444800&Signature=a";
    const rows = ["20990103", "20990101", "20990102"].map(
      (day) => `Which?,${s3(`${day}T000000Z`, "60")},${clip},web\n`,
    );
    const found = await expiring(`${HEADER}\n${rows.join("")}`, SCHEMA);
    expect(found.map(({ line, column }) => [line, column])).toEqual([
      [2, "clip"],
      [3, "picture"],
    ]);
  });

  it("are nothing to say of in hidden columns, and signatures are not repeated", async () => {
    const url = s3("20991127T120000Z", "60");
    expect(await expiring(`${HEADER}\nWhich?,,,${url}\n`, SCHEMA)).toEqual([]);
    expect(await expiring(`META_url,text\n${url},a\n`)).toEqual([]);
    expect(JSON.stringify(await expiring(`text,id\n${url},1\n`))).not.toContain("secret");
  });
});
