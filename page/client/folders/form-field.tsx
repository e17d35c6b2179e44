import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { visibleText } from "../../../functions/report/html/words.ts";
import type { FormPlace } from "./draft.ts";

/** What is wrong at a place of the form; undefined where nothing is. */
export type MistakeAt = (place: FormPlace) => { readonly message: string; readonly isAsked: boolean } | undefined;

/** What a control needs to be one with its label and its mistake. */
interface Control {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
  onBlur(): void;
}

interface FormFieldProps {
  readonly label: string;
  readonly place: FormPlace;
  readonly mistakeAt: MistakeAt;
  readonly note?: ComponentChildren;
  readonly children: (control: Control) => ComponentChildren;
}

/** A control with its label, and what is wrong with it once somebody has been there. */
export function FormField({ label, place, mistakeAt, note, children }: FormFieldProps) {
  const [wasLeft, setLeft] = useState(false);
  const id = `form-${place.replace(".", "-")}`;
  const mistake = mistakeAt(place);
  const isShown = mistake !== undefined && (wasLeft || mistake.isAsked);
  return (
    <div class="form-field">
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-invalid": isShown,
        "aria-describedby": `${id}-said`,
        onBlur: () => setLeft(true),
      })}
      <p id={`${id}-said`} class={isShown ? "trouble" : "quiet"}>
        {isShown ? visibleText(mistake.message) : note}
      </p>
    </div>
  );
}
