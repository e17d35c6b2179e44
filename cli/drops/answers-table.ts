import { type Report, totalFindings } from "../../functions/drops/report.ts";
import { groupFindings } from "../../functions/validation/group-findings.ts";
import { numberText } from "../../functions/validation/number-text.ts";
import { bytesText, describeFile } from "../terminal/amounts.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { cellName } from "./cell-name.ts";
import { outcomeWord } from "./describe.ts";
import { type DropRow, dropTable } from "./drop-table.ts";

/** A row of the final table: the parts of the report that it shows, and where the report is. */
export interface TableEntry {
  readonly report: Pick<Report, "outcome" | "dataset" | "file" | "findings" | "findingCounts"> & {
    readonly drop: { readonly key: string };
  };
  readonly reportPath: string;
}

/** The final table: one line per drop, and where their reports are. */
export function answersTable(answers: readonly TableEntry[], terminal: Terminal): string {
  const head = ["FILE", "OUTCOME", "ROWS", "VISIBLE", "METADATA", "GROUPS", "FINDINGS", "DATASET"];
  return [
    dropTable(head, answers.map(rowOf), terminal),
    "",
    "Reports:",
    ...answers.map(({ reportPath }) => `  ${shownName(reportPath)}`),
  ].join("\n");
}

function rowOf({ report }: TableEntry): DropRow {
  const { drop, outcome, dataset, file } = report;
  const visible = file.columns.filter((column) => column.visible).length;
  return {
    key: drop.key,
    state: outcomeWord(outcome),
    cells: [
      cellName(drop.key),
      outcomeWord(outcome),
      numberText(file.rows),
      numberText(visible),
      numberText(file.columns.length - visible),
      file.taskGroups ? numberText(file.taskGroups.count) : "-",
      numberText(totalFindings(report)),
      dataset?.id ?? "-",
    ],
    facts: [
      ["File", file.columns.length > 0 ? describeFile(file) : bytesText(file.bytes)],
      ["Finding", firstFinding(report)],
      ["Dataset", dataset?.id ?? ""],
    ],
  };
}

/** The first finding, and how many there are besides it. */
function firstFinding(report: TableEntry["report"]): string {
  const [group] = groupFindings(report.findings, report.findingCounts);
  if (!group) return "";
  const [first] = group.listed;
  const more = totalFindings(report) - 1;
  const line = first && first.line !== null ? ` on line ${first.line}` : "";
  const what = first ? `${group.code}${line}: ${oneLine(first.message)}` : `${group.code}.`;
  return more > 0 ? `${what} And ${numberText(more)} more.` : what;
}
