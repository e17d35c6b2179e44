import { describe, expect, it } from "vitest";
import { damageOfColumn } from "../../../../functions/validation/sampled/column-damage.ts";

/** A text of many words, as long as a program left it. */
const cut = (length: number, start: string) => start.padEnd(length, " and more words");
const shown = (start: string) => `${cut(47, start)}...`;
const CUT = [cut(255, "One"), cut(255, "Two"), cut(255, "Three")];
const ROUNDED = ["12345678901234500", "12345678901234600", "12345678901234700"];
const SHOWN = [shown("One"), shown("Two"), shown("Three")];

/** The texts of a column that are damaged, each with how. */
const damageOf = (texts: readonly string[]) => Object.fromEntries(damageOfColumn(texts));
const all = (texts: readonly string[], kind: string) => Object.fromEntries(texts.map((text) => [text, kind]));

describe("texts of a column show together that they are damaged", () => {
  it.each<[what: string, damaged: readonly string[], kind: string, others: readonly string[]]>([
    ["bytes of Python", ["b'a'", 'b"b"', "b'c\nd'"], "in-bytes", []],
    ["arrays of PHP", ["Array", "Array", "Array"], "object", []],
    ["marks of text", ["'1", "'a b", "'2.5"], "text-mark", []],
    ["values with their types", ['{"$oid": "a"}', '{"S":"b"}', '{"N":"5"}'], "typed-json", []],
    ["formulas without a value", ["Loading...", "Loading…", "Wird geladen …"], "excel-error", ["a", "b"]],
    ["question marks", ["????", "?????", "????"], "question-marks", ["a", "b"]],
    ["rounded numbers", ROUNDED, "rounded-number", ["5", "x12345678901234567", "12345678901234567x"]],
    ["texts that were cut", CUT, "cut-off", ["short", cut(254, "Four")]],
    ["texts that pandas cut", SHOWN, "cut-off", ["short", "short ..."]],
    ["ages", ["9-May", "10. Nov"], "date-of-range", ["15-19", "20-24", "over 65"]],
    ["genes", ["1-Mar", "2-Sep", "Dec-01"], "date-of-range", ["TP53", "EGFR", "BRCA1"]],
  ])("%s", (_, damaged, kind, others) => {
    expect(damageOf([...damaged, ...others])).toEqual(all(damaged, kind));
  });
});

describe("texts of a column are not damaged", () => {
  it.each<[what: string, texts: readonly string[]]>([
    ["that are few", ["Array", "Array"]],
    ["of which only some look like an array", ["Array", "Array", "List"]],
    ["of which only some look like bytes", ["b'a'", "b'b'", "c"]],
    ["of which two are loading", ["Loading...", "Loading...", "a"]],
    ["that are question marks of one length", ["????", "????", "????"]],
    ["of which two are question marks", ["????", "?????", "???"]],
    ["with question marks after a letter", ["????", "?????", "a????"]],
    ["with question marks before a letter", ["????", "?????", "????a"]],
    ["of which half are question marks", ["????", "?????", "????", "a", "b", "c"]],
    ["of which a number has other digits", [...ROUNDED, "12345678901234567"]],
    ["of which two numbers are rounded", [...ROUNDED.slice(1), ...ROUNDED.slice(1)]],
    ["that are numbers with many zeros", ["12000000000000000", "13000000000000000", "14000000000000000"]],
    ["of which two are long", CUT.slice(1).concat("short")],
    ["that are long, but of another length", CUT.map((text) => text.slice(1))],
    ["that are long, without a space", ["x", "y", "z"].map((letter) => letter.repeat(255))],
    ["of which a long one has no space", [...CUT.slice(1), "x".repeat(255)]],
    ["that are long, and end in a full stop", CUT.map((text) => text.replace(/.$/, "."))],
    ["of which one does not end in dots", [...SHOWN.slice(1), cut(50, "Three")]],
    ["that are dates", ["9-May", "10-May", "11-May"]],
    ["that are dates among other texts", ["9-May", "soon", "later", "15-19 May"]],
    ["next to ranges that would be dates", ["9-May", "5-9", "15-19"]],
    ["next to ranges that begin like a date", ["9-May", "12-20", "15-19"]],
    ["next to few genes", ["1-Mar", "TP53", "BRCA1"]],
    ["next to genes and other texts", ["1-Mar", "TP53", "BRCA1", "EGFR", "see below"]],
    ["next to words in capitals", ["1-Mar", "EGFR", "MYC", "KRAS"]],
    ["of which one is a date that no gene is like", ["1-Mar", "1-May", "TP53", "BRCA1", "EGFR"]],
  ])("%s", (_, texts) => {
    expect(damageOf(texts)).toEqual({});
  });
});
