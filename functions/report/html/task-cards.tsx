import type { Datapoint } from "../../validation/datapoints/read-datapoints.ts";
import { numberText } from "../../validation/number-text.ts";
import { isPreviewCut } from "../../validation/preview-length.ts";
import { isMedia, MEDIA_NAMES, type MediaType } from "../../validation/schema/dataset-schema.ts";
import type { Column, FileSummary } from "../../validation/validation.ts";
import { TYPE_WORDS } from "./field-words.ts";
import { NO_NAME, visibleLines, visibleText } from "./words.ts";

export interface MediaProps {
  readonly type: MediaType;
  /** As the file has it. */
  readonly url: string;
}

/** A component that shows the address of a medium. */
export type MediaView = (props: MediaProps) => ReturnType<typeof MediaText>;

interface TaskCardsProps {
  readonly columns: readonly Column[];
  readonly datapoints: readonly Datapoint[];
  /** Text only, if not given. */
  readonly Media?: MediaView | undefined;
  /** Shows all values of each datapoint at once, however many columns there are. */
  readonly isWhole?: boolean | undefined;
}

/** The heading above the datapoints. @param isRejected then no participant will see them */
export function seenTitle(isRejected: boolean): string {
  return `What participants ${isRejected ? "would" : "will"} see`;
}

/** Each datapoint as a card with what participants see, and next to it the metadata that is hidden from them. */
export function TaskCards({ columns, datapoints, Media = MediaText, isWhole = false }: TaskCardsProps) {
  const visible = columns.filter((column) => column.visible);
  const hidden = columns.filter((column) => !column.visible);
  return (
    <ol class="cards">
      {datapoints.map((datapoint) => (
        <li key={datapoint.number} class={hidden.length > 0 ? "task has-hidden" : "task"}>
          <div class="task-card">
            <p class="task-title">Datapoint {numberText(datapoint.number)}</p>
            <Values columns={visible} values={datapoint.visible} Media={Media} isWhole={isWhole} />
          </div>
          {hidden.length > 0 && (
            <div class="task-hidden">
              <p class="task-title">Hidden from participants</p>
              <Values columns={hidden} values={datapoint.hidden} Media={Media} isWhole={isWhole} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The first datapoints, as the summary of a file has them. */
export function FirstTaskCards({ file, Media }: { file: FileSummary; Media?: MediaView | undefined }) {
  if (file.preview.length === 0) {
    return <p class="quiet">{file.rows === 0 ? "The file has no rows." : "The first rows cannot be shown here."}</p>;
  }
  const datapoints = file.preview.map((visible, index) => ({
    number: index + 1,
    visible,
    hidden: file.previewHidden[index] ?? [],
  }));
  return (
    <>
      {file.rows > datapoints.length && (
        <p class="quiet">
          First {datapoints.length} of {numberText(file.rows)} datapoints
        </p>
      )}
      {isPreviewCut(file) && <p class="quiet">Long texts are cut here, but not for participants.</p>}
      <TaskCards columns={file.columns} datapoints={datapoints} Media={Media} />
    </>
  );
}

interface ValuesProps {
  readonly columns: readonly Column[];
  readonly values: readonly string[];
  readonly Media: MediaView;
  readonly isWhole: boolean;
}

/** Of more values or names than these, the rest is folded: the columns of one file must not push all else out of sight. */
const MOST_VALUES = 20;
const MOST_NAMES = 40;

function Values({ columns, values, Media, isWhole }: ValuesProps) {
  const most = isWhole ? columns.length : MOST_VALUES;
  const rest = columns.length - most;
  const all = { columns, values, Media };
  return (
    <>
      <ValueList {...all} from={0} to={most} />
      {rest > 0 && (
        <details class="more">
          <summary>Show {numberText(rest)} more</summary>
          <ValueList {...all} from={most} to={columns.length} />
        </details>
      )}
    </>
  );
}

interface ValueListProps extends Omit<ValuesProps, "isWhole"> {
  readonly from: number;
  readonly to: number;
}

/** Each name and value is laid out in the direction of its own text. */
function ValueList({ columns, values, Media, from, to }: ValueListProps) {
  return (
    <dl class="values">
      {columns.slice(from, to).map((column, index) => (
        <div key={index}>
          <dt class={column.label === undefined ? undefined : "label"} dir="auto">
            <Name name={column.label ?? column.name} />
            {column.type !== undefined && isMedia(column.type) && (
              <span class="quiet"> ({MEDIA_NAMES[column.type]})</span>
            )}
          </dt>
          <dd dir="auto">
            <Value column={column} value={values[from + index] ?? ""} Media={Media} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Name({ name }: { name: string }) {
  if (name.trim() === "") return <span class="quiet">{NO_NAME}</span>;
  return <>{visibleText(name)}</>;
}

function Value({ column: { type }, value, Media }: { column: Column; value: string; Media: MediaView }) {
  if (value === "") return <span class="quiet">(empty)</span>;
  if (type !== undefined && isMedia(type)) return <Media type={type} url={value} />;
  return <>{visibleLines(value)}</>;
}

/** A medium's address: nothing is loaded. */
export function MediaText({ url }: MediaProps) {
  return <span class="media-url">{visibleText(url)}</span>;
}

/** The columns that participants see, and those that are hidden. */
export function ColumnList({ file }: { file: FileSummary }) {
  const columns = (visible: boolean) => file.columns.filter((column) => column.visible === visible);
  return (
    <dl class="columns">
      <ColumnGroup title="Participants see" columns={columns(true)} kind="shown" />
      <ColumnGroup title="Hidden from participants" columns={columns(false)} kind="kept" />
    </dl>
  );
}

interface ColumnGroupProps {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly kind: "shown" | "kept";
}

function ColumnGroup({ title, columns, kind }: ColumnGroupProps) {
  const rest = columns.slice(MOST_NAMES);
  return (
    <div>
      <dt>
        {title} <span class="count">{numberText(columns.length)}</span>
      </dt>
      <dd>
        {columns.length === 0 && <span class="quiet">none</span>}
        <ColumnNames columns={columns.slice(0, MOST_NAMES)} kind={kind} />
        {rest.length > 0 && (
          <details class="more">
            <summary>Show {numberText(rest.length)} more</summary>
            <ColumnNames columns={rest} kind={kind} />
          </details>
        )}
      </dd>
    </div>
  );
}

function ColumnNames({ columns, kind }: Pick<ColumnGroupProps, "columns" | "kind">) {
  return (
    <>
      {columns.map(({ name, type }, index) => (
        <span key={index} class={`column ${kind}`}>
          <bdi>
            <Name name={name} />
          </bdi>
          {type !== undefined && <span class="column-type"> {TYPE_WORDS[type]}</span>}
        </span>
      ))}
    </>
  );
}
