import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Mistake } from "../../../functions/drops/folder-definition.ts";
import { FILES_WORDS } from "../../../functions/report/html/definition-view.tsx";
import { visibleText } from "../../../functions/report/html/words.ts";
import { announce } from "../announcements.ts";
import { drops } from "../drops/drops.ts";
import { goTo } from "../location.ts";
import { useStore } from "../store.ts";
import { DefinitionTextView } from "./definition-text-view.tsx";
import {
  type Draft,
  definitionText,
  draftOf,
  type FormPlace,
  mistakesOf,
  newDraft,
  pathOf,
  proposedPart,
} from "./draft.ts";
import { FieldRows } from "./field-rows.tsx";
import { FolderFields } from "./folder-fields.tsx";
import { folders } from "./folders.ts";
import type { MistakeAt } from "./form-field.tsx";
import { ProposeFields } from "./propose-fields.tsx";
import { saveDefinition } from "./save-definition.ts";

/** A folder's definition, to be written or changed. @param path undefined for a new folder */
export function FolderEditor({ path }: { path: string | undefined }) {
  const known = useStore(folders);
  const { workspaces, connection } = useStore(drops);
  const title = path === undefined ? "New folder" : `Edit ${visibleText(path)}`;
  useEffect(() => {
    document.title = `${title} – dropset`;
  }, [title]);
  const folder = known?.find((line) => line.path === path);
  const isMissing = path !== undefined && folder === undefined;
  const isFixed = folder?.source === "settings";
  return (
    <div class="folders">
      <header class="folders-head">
        <p>
          <a href="/folders">← Typed folders</a>
        </p>
        <h1>{title}</h1>
      </header>
      {known === undefined || connection === "starting" ? (
        <p class="nothing">Loading …</p>
      ) : isMissing ? (
        <p class="nothing">This folder has no definition.</p>
      ) : isFixed ? (
        <p class="nothing">The stack's settings define this folder: change it there.</p>
      ) : (
        <>
          {folder && folder.mistakes.length > 0 && <Unread mistakes={folder.mistakes} />}
          <DefinitionForm first={folder ? draftOf(folder) : newDraft(workspaces[0])} />
        </>
      )}
    </div>
  );
}

/** What is wrong with the definition that is there, which the form cannot show. */
function Unread({ mistakes }: { mistakes: readonly Mistake[] }) {
  return (
    <section class="unread" aria-labelledby="unread">
      <h2 id="unread">The current definition has mistakes</h2>
      <ul>
        {mistakes.map(({ path, message, line }, index) => (
          <li key={index}>
            {visibleText(path === "" ? message : `${path}: ${message}`)}
            {line !== null && ` (line ${line})`}
          </li>
        ))}
      </ul>
      <p class="quiet">The form below starts empty. Saving it replaces the current definition.</p>
    </section>
  );
}

function DefinitionForm({ first }: { first: Draft }) {
  const [draft, setDraft] = useState(first);
  const [wasAsked, setAsked] = useState(false);
  const [saving, setSaving] = useState<"not" | "saving" | { readonly why: string }>("not");
  const form = useRef<HTMLFormElement>(null);
  const known = useStore(folders) ?? [];
  const { workspaces } = useStore(drops);
  const mistakes = useMemo(() => mistakesOf(draft, { folders: known, workspaces }), [draft, known, workspaces]);
  const mistakeAt: MistakeAt = (place) => {
    const message = mistakes.get(place);
    return message === undefined ? undefined : { message, isAsked: wasAsked };
  };
  const change = (part: Partial<Draft>) => setDraft((current) => ({ ...current, ...part }));
  const text = definitionText(draft);

  const save = async (event: Event) => {
    event.preventDefault();
    setAsked(true);
    if (mistakes.size > 0) {
      announce("The definition was not saved: it has mistakes.");
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setSaving("saving");
    try {
      goTo(`/drops/${await saveDefinition(pathOf(draft), text)}`);
    } catch (error) {
      setSaving({ why: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <form class="definition-form" ref={form} onSubmit={save} noValidate>
      <FolderFields draft={draft} change={change} workspaces={workspaces} mistakeAt={mistakeAt} />
      <fieldset class="choices">
        <legend>Files</legend>
        {(["a-dataset-each", "one-dataset"] as const).map((files) => (
          <label key={files}>
            <input type="radio" name="files" checked={draft.files === files} onChange={() => change({ files })} />{" "}
            {FILES_WORDS[files]}
          </label>
        ))}
      </fieldset>
      <section aria-labelledby="fields">
        <h2 id="fields">Fields</h2>
        <p class="quiet">
          Participants see text, images, audio and videos in this order, each with its label or, if it has none, its
          name.
        </p>
        <ProposeFields proposed={(proposal) => change(proposedPart(proposal))} />
        <FieldRows fields={draft.fields} change={(fields) => change({ fields })} mistakeAt={mistakeAt} />
        <SchemaMistake mistakeAt={mistakeAt} />
        <label>
          <input
            type="checkbox"
            checked={draft.strict}
            onChange={({ currentTarget }) => change({ strict: currentTarget.checked })}
          />{" "}
          Strict: reject files with a record that lacks a field
        </label>
      </section>
      <DefinitionTextView text={text} />
      <p class="form-buttons">
        <button type="submit" class="primary" disabled={saving === "saving"}>
          {saving === "saving" ? "Saving …" : "Save"}
        </button>{" "}
        <span class="quiet">It applies to files that are uploaded afterwards.</span>
      </p>
      {typeof saving === "object" && (
        <p class="trouble" role="alert">
          Not saved: {saving.why}
        </p>
      )}
    </form>
  );
}

/** What is wrong with the fields as a whole. */
function SchemaMistake({ mistakeAt }: { mistakeAt: MistakeAt }) {
  const place: FormPlace = "schema";
  const mistake = mistakeAt(place);
  return (
    <p class="trouble" role="status">
      {mistake ? visibleText(mistake.message) : ""}
    </p>
  );
}
