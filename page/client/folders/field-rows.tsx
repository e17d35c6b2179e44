import { useRef } from "preact/hooks";
import { TYPE_WORDS } from "../../../functions/report/html/field-words.ts";
import { visibleText } from "../../../functions/report/html/words.ts";
import { FIELD_TYPES, isShown } from "../../../functions/validation/schema/dataset-schema.ts";
import { announce } from "../announcements.ts";
import { type DraftField, newField } from "./draft.ts";
import { FormField, type MistakeAt } from "./form-field.tsx";

interface FieldRowsProps {
  readonly fields: readonly DraftField[];
  readonly change: (fields: readonly DraftField[]) => void;
  readonly mistakeAt: MistakeAt;
}

/** The fields in the order in which participants see them: each can be renamed, moved and removed. */
export function FieldRows({ fields, change, mistakeAt }: FieldRowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const focusOn = (index: number, what: string) =>
    requestAnimationFrame(() => list.current?.children[index]?.querySelector<HTMLElement>(what)?.focus());

  const move = (index: number, by: -1 | 1) => {
    const moved = [...fields];
    moved.splice(index + by, 0, ...moved.splice(index, 1));
    change(moved);
    announce(`Field ${index + 1} is now field ${index + by + 1} of ${fields.length}.`);
    // At an end of the list the button that was pressed has nothing left to do.
    const isAtEnd = index + by === (by < 0 ? 0 : fields.length - 1);
    focusOn(index + by, `.move-${(by < 0) !== isAtEnd ? "up" : "down"}`);
  };
  const removeAt = (index: number) => {
    change(fields.filter((_, other) => other !== index));
    announce(`Field ${index + 1} was removed.`);
    focusOn(Math.max(0, index - 1), "input");
  };
  return (
    <>
      <ol class="field-rows" ref={list}>
        {fields.map((field, index) => (
          <FieldRow
            key={field.id}
            field={field}
            number={index + 1}
            count={fields.length}
            change={(changed) => change(fields.map((other) => (other.id === field.id ? changed : other)))}
            move={(by) => move(index, by)}
            remove={() => removeAt(index)}
            mistakeAt={mistakeAt}
          />
        ))}
      </ol>
      <p>
        <button
          type="button"
          onClick={() => {
            change([...fields, newField()]);
            focusOn(fields.length, "input");
          }}
        >
          Add field
        </button>
      </p>
    </>
  );
}

interface FieldRowProps {
  readonly field: DraftField;
  /** Counted from 1. */
  readonly number: number;
  readonly count: number;
  readonly change: (field: DraftField) => void;
  readonly move: (by: -1 | 1) => void;
  readonly remove: () => void;
  readonly mistakeAt: MistakeAt;
}

function FieldRow({ field, number, count, change, move, remove, mistakeAt }: FieldRowProps) {
  const { id, name, type, label, reason } = field;
  return (
    <li>
      <fieldset>
        <legend class="unseen">Field {number}</legend>
        <FormField label="Name" place={`${id}.name`} mistakeAt={mistakeAt}>
          {(control) => (
            <input
              {...control}
              type="text"
              dir="auto"
              value={name}
              onInput={({ currentTarget }) => change({ ...field, name: currentTarget.value })}
            />
          )}
        </FormField>
        <FormField label="Type" place={`${id}.type`} mistakeAt={mistakeAt} note={reason && visibleText(reason)}>
          {(control) => (
            <select
              {...control}
              value={type}
              onChange={({ currentTarget }) => {
                const chosen = FIELD_TYPES.find((other) => other === currentTarget.value);
                if (chosen) change({ ...field, type: chosen, reason: undefined });
              }}
            >
              {FIELD_TYPES.map((other) => (
                <option key={other} value={other}>
                  {TYPE_WORDS[other]}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <FormField
          label="Label"
          place={`${id}.label`}
          mistakeAt={mistakeAt}
          note={!isShown(type) && "Participants do not see it."}
        >
          {(control) => (
            <input
              {...control}
              type="text"
              dir="auto"
              value={label}
              placeholder={isShown(type) ? name : ""}
              onInput={({ currentTarget }) => change({ ...field, label: currentTarget.value })}
            />
          )}
        </FormField>
        <div class="field-buttons">
          <button type="button" class="plain move-up" disabled={number === 1} onClick={() => move(-1)}>
            <span aria-hidden="true">↑</span>
            <span class="unseen">Move field {number} up</span>
          </button>
          <button type="button" class="plain move-down" disabled={number === count} onClick={() => move(1)}>
            <span aria-hidden="true">↓</span>
            <span class="unseen">Move field {number} down</span>
          </button>
          <button type="button" class="plain" disabled={count === 1} onClick={remove}>
            Remove<span class="unseen"> field {number}</span>
          </button>
        </div>
      </fieldset>
    </li>
  );
}
