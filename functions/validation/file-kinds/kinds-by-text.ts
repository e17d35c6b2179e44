import { CODE_BLOCK, CODE_BLOCK_BELOW } from "./code-block.ts";
import { AS_TABLE, around, EXPORT, type Hints, OTHER_FILE, SPREADSHEET } from "./kind-hints.ts";
import { PRINTED_TEXTS } from "./kinds-of-printed-text.ts";

const GIT_LFS = "Run `git lfs pull`, and upload the file that it fetches.";
const PAGE_HINT = "It may be a login or error page that was saved by mistake";
const PAGE: Hints = {
  csv: `${PAGE_HINT}, or an HTML table that a program saved as a spreadsheet. Download the CSV itself, or open the table in a spreadsheet and save it as CSV UTF-8.`,
  jsonl: `${PAGE_HINT}. Download the JSON Lines themselves.`,
};

const RUN_AGAIN = "Correct the error, and run the program again; errors should not be written into the file.";
const TRACEBACK: Hints = { csv: RUN_AGAIN, jsonl: RUN_AGAIN };
const RESOLVE =
  "Resolve the conflict: keep the lines that you want, and delete those that begin with <<<<<<<, ======= and >>>>>>>.";
const CONFLICT: Hints = { csv: RESOLVE, jsonl: RESOLVE };
const UNFENCE =
  "Delete the first line, which begins with ```, and the last one, which is ```. What is between them stays.";
const FENCE: Hints = { csv: UNFENCE, jsonl: UNFENCE };
const CHOOSE = "Delete everything but the lines between the one that begins with ``` and the one that is ```.";
const FENCE_BELOW: Hints = { csv: CHOOSE, jsonl: CHOOSE };
const UNMARK: Hints = {
  csv: "Delete the marks, and put the name of a column above the list. A text with a comma must be in quotes.",
  jsonl: "Write one JSON object per line, each with one of the texts.",
};
const RESULT = around("Upload", " that it leads to.");
const SOURCE = around("Upload", " that they are from.");
const UNQUOTE = around("Remove the signs, or upload", " attached to the e-mail.");
const EMAIL = around("Save the attachment of the e-mail, and upload", ".");
const LINK = around("Open the link, and download", ".");
const CHAT: Hints = {
  csv: "Put the texts into a table with a header and one row for each, and save it as CSV UTF-8.",
  jsonl: "Write one JSON object per line, each with one of the texts.",
};
const ENCODED: Hints = around("Decode it, and upload", " in it.");
const ENCRYPTED = around("Decrypt it, and upload", " in it.");

/** What a web server answers in place of a file, by its number and name. */
const STATUS =
  "(?:Bad Request|Unauthorized|Forbidden|Not Found|Too Many Requests|Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)";
const LINE_END = "[.!]?[ \\t]*(?:\\r?\\n|$)";
/** Of a web server, as the whole first line; and of the clients of databases. None may be a column's name. */
const ERROR_OF_SERVER = new RegExp(
  `^(?:${[
    `(?:HTTP |HTTP Error |HTTP/\\d(?:\\.\\d)? |Error:? )[45]\\d\\d(?: -|:)? [A-Z][\\w '-]*${LINE_END}`,
    `(?:[45]\\d\\d(?: -|:)? )?${STATUS}${LINE_END}`,
    `(?:Rate limit exceeded|Request timed out)${LINE_END}`,
    "Too many requests, please try again later\\.",
    "upstream (?:connect error|request timeout)\\b",
    "(?:psql|mysql|bq|pg_dump): (?:error|FATAL)\\b",
    "ERROR:  ?(?:relation|column|permission denied|syntax error|database|function|canceling statement)\\b",
    "ERROR \\d{4} \\([\\dA-Z]{5}\\)",
  ].join("|")})`,
  "i",
);
const REPEAT = "The download or the query failed: repeat it, and open the file before you upload it.";
const FROM_SERVER: Hints = { csv: REPEAT, jsonl: REPEAT };

/** A tag of XML's, and not one that marks text within a cell. */
const TAG = String.raw`<(?!(?:br|hr|b|i|u|em|strong|a|img|font|center|q)\b)[a-z][\w:.-]*`;
/** A tag that another one follows: indented, with attributes, or in one line that has no comma. */
const XML = new RegExp(
  `^(?:${TAG}(?:\\s[^<>\\n]*)?>[ \\t]*\\r?\\n[ \\t]+<[a-z!?]|${TAG}\\s[^<>\\n]*=[^<>\\n]*>\\s*<[a-z!?]|${TAG}>[ \\t]*\\r?\\n${TAG}\\s[^<>\\n]*=|${TAG}><[a-z][^\\n,]*</)`,
  "i",
);

/** How a message of a chat begins, or a line of a log: a day and a time, in brackets or before a dash. */
const MOMENT = String.raw`[\u200e\u200f]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f][AaPp]\.?[Mm]\.?)?(?:\] | [-–] )[^\d\n"]`;
/** Two of them: one could be the name of a column. */
const CHAT_LINES = new RegExp(`^${MOMENT}[\\s\\S]*?\\n${MOMENT}`);

const SECTION = String.raw`\[\[?[\w .-]+\]\]?[ \t]*\r?\n[\w.-]+[ \t]*=`;
const CONFIGURATION = new RegExp(`^${SECTION}[\\s\\S]*?\\n${SECTION}`);

/** Spaces are before those that are not followed by a colon. */
const NUMBERED_LINES = /^1:[^\s\d][^\n]*\n2:[^\n]*\n(?:3:|\s*$)|^1[\t ][^\n]*\n {2,}2[\t ][^\n]*\n(?: {2,}3[\t ]|\s*$)/;

/** Three words with their tags, in a format of CoNLL. */
const TAGGED_WORDS =
  /^(?:-DOCSTART-[^\n]*\n\s*)?(?:# (?:sent_id|newdoc|text) = |(?:[^\s,]+(?:[ \t][^\s,]+)*[ \t](?:O|[BI]-[A-Za-z]+)[ \t]*\r?\n\s*){3})/;

/** Of a song, and of speech as Whisper prints it. */
const TIMED_LINES = /^(?:\[(?:ti|ar|al|by|length|offset):[^\n]*\]\s*\n)*\[\d\d:\d\d(?::\d\d)?\.\d{2,3}(?:\]| --> )/;

/** In two lines: of Zoom, and of IRC and others. */
const CHAT_LINES_BY_TIME = /^(?:\d\d:\d\d:\d\d[\t ]+From\b[^\n]*\n\s*|\[\d\d:\d\d(?::\d\d)?\] <[^\n>]+>[^\n]*\n\s*){2}/;

const CODE = /^(?:#!\/|(?:import [\w.]+(?: as \w+)?|from [\w.]+ import [^\n]*)\r?\n(?:(?:import|from) |\s*\n))/;
const DOCUMENT = /^# [^\n,;\t]*\n\r?\n(?:[^\n,;\t]*\n)*?## \w/;
const SEQUENCES = /^(?:>[^\n,]*\n[ACDEFGHIKLMNPQRSTVWYUXacgtun*-]{3,}\r?\n|@\S[^\n,]*\n[ACGTNacgtn]{3,}\r?\n\+)/;

/** A mark before each, the first one included: the name of a column has none. */
const LIST = /^(?:([-*•–]) [^\n]*\n\s*(?:\1 [^\n]*\n\s*)+(?:\1 [^\n]*)?$|1[.)] [^\n]*\n\s*2[.)] [^\n]*\n\s*3[.)] )/;

/** Three times the same name, each at the start of its block. */
const BLOCKS =
  /^([\p{L}_][\p{L}\p{N}_ ]{0,30}): ?[^\n]*\n(?:(?:(?![-= \t\r]*\n)[^\n]*\n)*(?:[-= \t\r]*\n)+\1: ?[^\n]*\n){2}/u;

/** Two bars before each name, and one before each value. */
const JIRA = /^\|\|[^\n|]+\|\|[^\n]*\n\|[^\n|-]/;

/** By how their text begins. None may take a header that only begins in the same way. */
export const TEXTS: readonly (readonly [pattern: RegExp, what: string, hints: Hints])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\//,
    "a Git LFS pointer: the file itself is elsewhere",
    { csv: GIT_LFS, jsonl: GIT_LFS },
  ],
  [
    /^<(?:!--|(?:!doctype|html|head|body|\?xml|table|thead|tbody|tr|style|meta|script|div|p|span|h[1-6]|pre|form|svg|rss|feed|xml)(?=[\s>/])(?!>[ \t]*,))/i,
    "an HTML or XML page",
    PAGE,
  ],
  [XML, "an XML document", AS_TABLE],
  [/^(?:---[ \t]*\r?\n)?(?:[\w-]+:[ \t]*\r?\n)?[ \t]*- [\w-]+: [^\n]*\n[ \t]+[\w-]+:(?: |\r?\n)/, "YAML", AS_TABLE],
  [CONFIGURATION, "a configuration file (INI or TOML)", AS_TABLE],
  [/^(?:WEBVTT[^\n,]*\n[\s\S]*? --> |\d+[ \t]*\r?\n\d{2}:\d{2}:\d{2}[,.]\d{3} --> )/, "subtitles", AS_TABLE],
  [
    /^(?:@[A-Za-z]+\{[^,\n]*,[ \t]*\r?\n|TY {2}- |%0 [A-Z][^\n]*\n%[A-Z0-9] )/,
    "a list of references (BibTeX, RIS or EndNote)",
    EXPORT,
  ],
  [/^(?:%[^\n]*\n|\s)*@relation\s[^\n]*\n(?:%[^\n]*\n|\s)*@attribute\s/i, "an ARFF file (Weka)", EXPORT],
  [/^(?:\\begin\{|[^\n&]*&[^\n]*\\\\[ \t]*(?:\\hline[ \t]*)?\r?\n[^\n&]*&[^\n]*\\\\)/, "a LaTeX table", AS_TABLE],
  [
    /^(?:diff --git |(?:--- \S[^\n]*\n\+\+\+ \S[^\n]*\n)?@@ -\d|\d+(?:,\d+)?[acd]\d+(?:,\d+)?\r?\n[<>] |(?=\+["\p{L}_])(?:\+[^\n]*\n){2,}(?:\+[^\n]*)?\s*$)/u,
    "the difference between two files (a diff)",
    RESULT,
  ],
  [/^(?:>[^\n]*\n){2,}(?:>[^\n]*)?\s*$/, "quoted text of an e-mail, with > before each line", UNQUOTE],
  [NUMBERED_LINES, "lines with their numbers before them, as grep -n and cat -n print them", SOURCE],
  [
    /^(?:[^,:"\n]+\.(?:csv|tsv|txt|jsonl):[^\n]*\n){2,}(?:[^,:"\n]+\.[^\n]*)?\s*$/i,
    "lines with the name of their file before them, as grep prints them",
    SOURCE,
  ],
  [/^(?=[^\n]*[a-z])(?=[^\n]*[A-Z])[\w+/-]{60,76}\r?\n[\w+/-]{60,76}=*(?:\r?\n|$)/, "text in Base64", ENCODED],
  [/^BEGIN:V(CARD|CALENDAR)\b/i, "contacts or a calendar", EXPORT],
  [/^(MIME-Version:|From: <Saved by )/i, "a web page archive (.mht)", SPREADSHEET],
  ...PRINTED_TEXTS,
  [JIRA, "a table of Jira or Confluence", AS_TABLE],
  [ERROR_OF_SERVER, "an error message of a server", FROM_SERVER],
  [/^Traceback \(most recent call last\):/, "an error message of Python", TRACEBACK],
  [
    /^(?=[^\n,"\t]*(?:Error|Exception)\b)[^\n]*\n[ \t]+at [^\n]*(?:\(|:\d+)/,
    "an error message of a program",
    TRACEBACK,
  ],
  [
    /^(?:From \S+@\S+ +[A-Z][a-z]{2} |(?:Return-Path|Delivered-To|Received|X-Received): [^\n]*\n(?:[ \t]|[\w-]+: ))/,
    "an e-mail",
    EMAIL,
  ],
  [CODE_BLOCK, "a Markdown code block", FENCE],
  [CODE_BLOCK_BELOW, "an answer of a language model, with a Markdown code block in it", FENCE_BELOW],
  [TAGGED_WORDS, "words with tags (CoNLL)", AS_TABLE],
  [/^__label__\S+ [^\n]*\n__label__/, "training data of fastText", AS_TABLE],
  [TIMED_LINES, "lines with their times (LRC)", AS_TABLE],
  [SEQUENCES, "biological sequences (FASTA or FASTQ)", AS_TABLE],
  [/^\|===\s*\n/, "a table of AsciiDoc", AS_TABLE],
  [CODE, "a program", OTHER_FILE],
  [DOCUMENT, "a Markdown document", OTHER_FILE],
  [LIST, "a list, with a mark before each line", UNMARK],
  [BLOCKS, "records with a name and a value on each line", AS_TABLE],
  [CHAT_LINES, "a chat or a log", CHAT],
  [CHAT_LINES_BY_TIME, "a chat or a log", CHAT],
  [/^<{7} \S[^\n]*\n/, "text with a conflict that Git left", CONFLICT],
  [/^\[InternetShortcut\]/i, "a link to a web page (.url)", LINK],
  [/^-----BEGIN [A-Z ]+-----/, "an encrypted file, a signature or a key", ENCRYPTED],
  [
    /^(?:-- (?:MySQL|PostgreSQL|MariaDB)[^\n]* dump|INSERT INTO\s[^\n,]*?(?:\(|\bVALUES\b|\bSELECT\b)|CREATE TABLE\s[^\n,(]*\()/i,
    "an SQL dump",
    EXPORT,
  ],
];
