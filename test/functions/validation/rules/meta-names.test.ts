import { describe, expect, it } from "vitest";
import {
  asRead,
  certainMetaName,
  editDistance,
  isMisspeltGroupColumn,
  isShownMetadata,
  mayBeMeantAsGroup,
  metaNameFor,
  SLIP_EDITS,
} from "../../../../functions/validation/rules/meta-names.ts";

const LETTERS = /[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Cherokee}\p{sc=Armenian}＿‗ˍ]/u;

describe("a name is read as a person reads it", () => {
  it("letters of other scripts are read as the Latin ones that they look like", async () => {
    const alike = new Map<string, string[]>();
    for (let code = 0x80; code <= 0xffff; code++) {
      const char = String.fromCharCode(code);
      if (!LETTERS.test(char)) continue;
      // Between letters: signs around a name are not part of it.
      const read = asRead(`x${char}x`).slice(1, -1);
      if (/^[A-Za-z_]$/.test(read)) alike.set(read, [...(alike.get(read) ?? []), char]);
    }
    const text = [...alike]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([latin, chars]) => `${latin}: ${chars.join(" ")}\n`);
    await expect(text.join("")).toMatchFileSnapshot("look-alike-letters.txt");
  });

  it.each<[string, string | undefined, string | undefined]>([
    // What it is to be called to be hidden; and where nothing else can be meant.
    ["meta_source", "META_source", "META_source"],
    ["Meta source", "META_source", undefined],
    ["META source", "META_source", "META_source"],
    ["META-source", "META_source", "META_source"],
    ["META:source", "META_source", "META_source"],
    ["META/source", "META_source", "META_source"],
    ["META.source", "META_source", "META_source"],
    ["META+source", "META_source", undefined],
    ["meta-analysis", undefined, undefined],
    ["meta - analysis", "META_analysis", undefined],
    ["META1", "META_1", undefined],
    ["metaSource", "META_Source", undefined],
    ["meta1", "META_1", undefined],
    ["METAsource", "META_source", undefined],
    ["_META1", "META_1", undefined],
    ["#metaSource", "META_Source", undefined],
    ["__meta_source", "META_source", "META_source"],
    ["( META_source", "META_source", "META_source"],
    ["“META_source”", "META_source", "META_source"],
    ["''META_source''", "META_source", "META_source"],
    ["МЕТА_source", "META_source", "META_source"],
    ["META＿source", "META_source", "META_source"],
    ["ｍｅｔａ_source", "META_source", "META_source"],
    ["META\u200b_source", "META_source", "META_source"],
    ["meta_größe", "META_größe", "META_größe"],
    ["meta_データ", "META_データ", "META_データ"],
    ["meta_источник", "META_источник", "META_источник"],
    ["meta_स्रोत", "META_स्रोत", "META_स्रोत"],
    ["meta_m²", "META_m²", "META_m²"],
    ["meta_½", "META_½", "META_½"],
    ["meta_score (1-5)", "META_score (1-5)", "META_score (1-5)"],
    ["(meta_score)", "META_score", "META_score"],
    ["(META) score (1-5)", "META_score (1-5)", undefined],
    ["meta_say 'hi'", "META_say 'hi'", "META_say 'hi'"],
    ["me\u0301ta_e\u0301", "META_e\u0301", "META_e\u0301"],
    ["MTEA_source", "META_source", undefined],
    ["metta_source", undefined, undefined],
    ["METTA_score", undefined, undefined],
    ["METE_source", "META_source", undefined],
    ["METAA_source", "META_source", undefined],
    ["METAD_source", "META_source", undefined],
    ["METAD_EFFICIENCY", undefined, undefined],
    ["metad_efficiency", undefined, undefined],
    ["MATA_source", "META_source", undefined],
    ["mata_hari", undefined, undefined],
    ["MEAT_source", undefined, undefined],
    ["METAL_source", undefined, undefined],
    ["MMETA_source", "META_source", undefined],
    ["MTEAsource", undefined, undefined],
    ["BETA_source", undefined, undefined],
    ["meat_source", undefined, undefined],
    ["META_meta_x", undefined, undefined],
    ["meta_meta_x", "META_meta_x", "META_meta_x"],
    ["meta", undefined, undefined],
    ["meta_", undefined, undefined],
    ["metal", undefined, undefined],
    ["METAL", undefined, undefined],
    ["my meta_x", undefined, undefined],
    ["1meta_x", undefined, undefined],
    ["éMETA1", undefined, undefined],
    ["meta_llama", undefined, undefined],
    ["Meta_Llama_answer", undefined, undefined],
    ["metaLlama", undefined, undefined],
    ["Meta AI", undefined, undefined],
    ["meta_ai", undefined, undefined],
    ["“Meta Llama 3.1 (8B)”", undefined, undefined],
    ["meta-llama/Llama-3-70b", undefined, undefined],
    ["meta-llama/Llama-4-Scout-17B-16E-Instruct", undefined, undefined],
    ["meta-llama/CodeLlama-7b-hf", undefined, undefined],
    ["meta_ai_model", "META_ai_model", "META_ai_model"],
    ["META_llama", undefined, undefined],
    ["META llama", "META_llama", "META_llama"],
    ["meta_llama_score", "META_llama_score", "META_llama_score"],
    ["meta_ai_generated", "META_ai_generated", "META_ai_generated"],
    ["meta_aim", "META_aim", "META_aim"],
    ["meta_llamas", "META_llamas", "META_llamas"],
    ["meta_description", "META_description", undefined],
    ["meta_title_length", "META_title_length", undefined],
    ["META-Keywords", "META_Keywords", undefined],
    ["meta_tags", "META_tags", undefined],
    ["Meta Robots 1", "META_Robots 1", undefined],
    ["meta_titles_de", "META_titles_de", undefined],
    ["meta_taggers", "META_taggers", "META_taggers"],
    ["meta.title", "META_title", undefined],
    ["Meta (Facebook)", undefined, undefined],
    ["Meta (formerly Facebook, Inc.) rating", undefined, undefined],
    ["Meta (source)", "META_source", undefined],
    ["Meta stock price", undefined, undefined],
    ["Meta stocked", "META_stocked", undefined],
    ["Meta Quest 3 rating", undefined, undefined],
    ["Meta question", "META_question", undefined],
    ["META Quest", "META_Quest", "META_Quest"],
    ["meta_quest", "META_quest", "META_quest"],
    ["Meta-analysis", undefined, undefined],
    ["meta analytic effect", undefined, undefined],
    ["Meta-Análisis", undefined, undefined],
    ["meta_analysis", "META_analysis", undefined],
    ["Meta-cognition", undefined, undefined],
    ["Meta-linguistic judgement", undefined, undefined],
    ["meta-review", undefined, undefined],
    ["META-review", "META_review", "META_review"],
    ["Meta review", "META_review", undefined],
    ["meta_review", "META_review", undefined],
    ["meta-source", "META_source", undefined],
    ["Meta-data", "META_data", undefined],
    ["META-analysis", "META_analysis", "META_analysis"],
    ["task_group_id", "META_TASK_GROUP_ID", "META_TASK_GROUP_ID"],
    ["Task Group", "META_TASK_GROUP_ID", "META_TASK_GROUP_ID"],
    ["taskgroupids", "META_TASK_GROUP_ID", "META_TASK_GROUP_ID"],
    ["taskgroupsids", undefined, undefined],
    ["task groups", undefined, undefined],
    ["meta_task_group", "META_TASK_GROUP_ID", "META_TASK_GROUP_ID"],
    ["meta_task_group_idxx", "META_TASK_GROUP_ID", "META_TASK_GROUP_ID"],
    ["meta_task_group_idxxx", "META_task_group_idxxx", "META_task_group_idxxx"],
    ["META_TASK_GROUP", undefined, "META_TASK_GROUP_ID"],
    ["META_TASK_GROUP_ID", undefined, undefined],
    ["META_TASK_GROUP_ID_x", undefined, "META_TASK_GROUP_ID"],
    ["META_TASK_GROUP_ID_xyz", undefined, undefined],
    ["text", undefined, undefined],
  ])("%j", (name, hidden, certain) => {
    expect(isShownMetadata(name) ? metaNameFor(name) : undefined).toBe(hidden);
    expect(certainMetaName(name)).toBe(certain);
    expect(isMisspeltGroupColumn(name)).toBe(name.startsWith("META_") && certain !== undefined);
  });
});

describe("an edit distance", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "ab", 1],
    ["abc", "abcd", 1],
    ["abcd", "abdc", 2],
    ["abcdef", "azcdxf", 2],
    ["abc", "xyz", 3],
    ["", "ab", 2],
    ["ab", "", 2],
    ["abc", "abcdef", SLIP_EDITS + 1],
    ["abcdef", "abc", SLIP_EDITS + 1],
  ])("of %j and %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
});

describe("a hidden column that may be meant to group", () => {
  it.each(["META_GROUP_ID", "META_GroupId", "META_grouping_id", "META_TASK_GROUP_NAME", "META_TASK_GROUPING"])(
    "%j may be",
    (name) => {
      expect(mayBeMeantAsGroup(name)).toBe(true);
    },
  );

  it.each([
    "META_TASK_GROUP_ID",
    "META_GROUP",
    "META_GROUP_NAME",
    "META_TASK_ID",
    "META_TASK_GROUP_ID_SOURCE",
    "META_AGE_GROUP_ID",
    "GROUP_ID",
  ])("%j is it, or another one", (name) => {
    expect(mayBeMeantAsGroup(name)).toBe(false);
  });
});
