import { isMedia, MEDIA_NAMES } from "../../validation/schema/dataset-schema.ts";
import type { Column, FileSummary } from "../../validation/validation.ts";
import { numberText, visibleLines, visibleText } from "./words.ts";

/** The first datapoints: a card with what participants see, and next to it the metadata that is hidden from them. */
export function TaskCards({ file }: { file: FileSummary }) {
  const visible = file.columns.filter((column) => column.visible);
  const hidden = file.columns.filter((column) => !column.visible);
  if (file.preview.length === 0) return <p class="quiet">The file has no rows.</p>;
  return (
    <ol class="cards">
      {file.preview.map((values, index) => (
        <li key={index} class={hidden.length > 0 ? "task has-hidden" : "task"}>
          <div class="task-card">
            <p class="task-title">Datapoint {index + 1}</p>
            <Values columns={visible} values={values} />
          </div>
          {hidden.length > 0 && (
            <div class="task-hidden">
              <p class="task-title">Hidden from participants</p>
              <Values columns={hidden} values={file.previewHidden[index] ?? []} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Of a medium its kind and its address: a report loads nothing. */
function Values({ columns, values }: { columns: readonly Column[]; values: readonly string[] }) {
  return (
    <dl class="values">
      {columns.map(({ name, label, type }, index) => (
        <div key={index}>
          <dt>
            {visibleText(label ?? name)}
            {type !== undefined && isMedia(type) && <span class="quiet"> ({MEDIA_NAMES[type]})</span>}
          </dt>
          <dd>{visibleLines(values[index] ?? "") || <span class="quiet">(empty)</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The columns that participants see, and those that are hidden. */
export function ColumnList({ file }: { file: FileSummary }) {
  const names = (visible: boolean) => file.columns.filter((column) => column.visible === visible);
  return (
    <dl class="columns">
      <ColumnGroup title="Participants see" columns={names(true).map(({ name }) => name)} kind="shown" />
      <ColumnGroup title="Hidden from participants" columns={names(false).map(({ name }) => name)} kind="kept" />
    </dl>
  );
}

function ColumnGroup({ title, columns, kind }: { title: string; columns: readonly string[]; kind: "shown" | "kept" }) {
  return (
    <div>
      <dt>
        {title} <span class="count">{numberText(columns.length)}</span>
      </dt>
      <dd>
        {columns.length === 0 && <span class="quiet">none</span>}
        {columns.map((name, index) => (
          <span key={index} class={`column ${kind}`}>
            {visibleText(name)}
          </span>
        ))}
      </dd>
    </div>
  );
}
