// Loaded only for a drop that validation rejects, since few are: it is as large as the rest of the function.
export { fixable, fixed } from "../drops/fix-findings.ts";
export { fixCsv } from "../validation/fix/fix-csv.ts";
export { renameToCsv } from "../validation/fix/rename-to-csv.ts";
