// The kinds of damage, in the order of ../../damage-kinds.ts.

export const REPLACED: i32 = 1;
export const CONTROL: i32 = 2;
export const WINDOWS: i32 = 3;
export const MAC: i32 = 4;
export const EXCEL: i32 = 5;
export const ROUNDED: i32 = 6;
export const OBJECT: i32 = 7;
export const CYRILLIC: i32 = 8;
export const DOS: i32 = 9;
export const BY_NUMBER: i32 = 10;
export const ESCAPED: i32 = 11;
export const QUESTIONS: i32 = 12;
export const CENTRAL: i32 = 13;
export const SHIFT_JIS: i32 = 14;
/** Added to a kind that is only likely. */
export const DOUBTFUL: i32 = 0x40;
