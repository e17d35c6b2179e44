import { describe, expect, it } from "vitest";
import {
  hasGroupColumnWithin,
  hasNamesWithin,
  hasPrefixWithin,
} from "../../../../functions/validation/rules/names-within.ts";

describe("a shown column with the name of a hidden one within", () => {
  it.each([
    "text;META_source",
    "text\tMETA_source",
    "text META_source",
    "data.META_source",
    "df$META_source",
    "review_META_source",
    "data_META_TASK_GROUP_ID",
    "DATA_META_TASK_GROUP_ID",
    "X_META_source",
    "1_META_source",
    "max(META_source)",
    "Copy of META_source",
    "old META_source",
    "pre-META_x",
  ])("%j is none", (name) => {
    expect(hasPrefixWithin(name)).toBe(true);
  });

  it.each([
    "META_source",
    "META_META_source",
    "text",
    "PAGE_META_TITLE",
    "SEO_META_DESCRIPTION",
    "page_meta_title",
    "Does META_source look right to you?",
    "What do you think of META_source",
    "éMETA_x",
    "META",
  ])("%j may be shown, or is hidden", (name) => {
    expect(hasPrefixWithin(name)).toBe(false);
  });
});

describe("a hidden column with other names within", () => {
  it.each([
    "META_source|META_TASK_GROUP_ID",
    "META_source\tMETA_x",
    "META_source META_x",
    "META_source,META_x",
    'META_source","META_x',
    "META_source, META_x",
    "META_source;rating",
    "META_a;b;c",
    "META_größe|größe",
  ])("%j is several", (name) => {
    expect(hasNamesWithin(name)).toBe(true);
  });

  it.each([
    "META_source",
    "META_lat,lon",
    "META_source (a; b)",
    "META_a | b",
    "META_META_source",
    "META_data.META_source",
    "META_note replaces META_old",
    "text;rating",
    "META_;",
  ])("%j is one", (name) => {
    expect(hasNamesWithin(name)).toBe(false);
  });
});

describe("a hidden column with the group column's name within", () => {
  it.each([
    "META_META_TASK_GROUP_ID",
    "META_TASK_GROUP_ID (group)",
    "META_GROUP_TASK_ID",
    "META_ID_TASK_GROUP",
    "META_id_group_task",
  ])("%j may be meant as it", (name) => {
    expect(hasGroupColumnWithin(name)).toBe(true);
  });

  it.each([
    "META_TASK_GROUP_ID",
    "META_GROUP",
    "META_TASK_ID",
    "META_TASK_GROUP_ID_SOURCE",
    "META_GROUP_ID",
    "TASK_GROUP_ID",
  ])("%j is it, or another one", (name) => {
    expect(hasGroupColumnWithin(name)).toBe(false);
  });
});
