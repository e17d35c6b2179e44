export type { Severities } from "./findings.ts";
export type { Change, FixCode } from "./fix/changes.ts";
export type { Dialect } from "./fix/dialect.ts";
export { fixCsv } from "./fix/fix-csv.ts";
export type { FixedFile } from "./fix/fixed-file.ts";
export type { Fix, FixOptions } from "./fix/plan-fix.ts";
export type { ValidationOptions } from "./validate-bytes.ts";
export { validateCsv } from "./validate-csv.ts";
export type { Validation } from "./validation.ts";
