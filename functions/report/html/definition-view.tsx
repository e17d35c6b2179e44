import type { FolderDefinitionJson, FolderFiles } from "../../drops/folder-definition.ts";
import { type FieldType, isShown } from "../../validation/schema/dataset-schema.ts";
import { TYPE_WORDS } from "./field-words.ts";
import { visibleText } from "./words.ts";

/** What becomes of a folder's files. */
export const FILES_WORDS: Readonly<Record<FolderFiles, string>> = {
  "a-dataset-each": "A dataset for each file",
  "one-dataset": "One dataset for the folder",
};

/** Whether records must have all fields. */
function strictText(strict: boolean): string {
  return strict ? "Yes: each record needs every field" : "No: a record may lack a field";
}

/** What a folder's files become: its fields as participants see them, and the rest. */
export function DefinitionView({ definition }: { definition: FolderDefinitionJson }) {
  const { name, workspaceId, schema, files } = definition;
  return (
    <>
      <dl class="facts">
        <DefinitionFact name="Files" value={FILES_WORDS[files]} />
        {name !== undefined && <DefinitionFact name="Dataset name" value={visibleText(name)} />}
        {workspaceId !== undefined && <DefinitionFact name="Workspace" value={visibleText(workspaceId)} />}
        <DefinitionFact name="Strict" value={strictText(schema.strict)} />
      </dl>
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Label</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(schema.fields).map(([field, { type, label }]) => (
            <tr key={field}>
              <th scope="row">
                <code>
                  <bdi>{visibleText(field)}</bdi>
                </code>
              </th>
              <td>
                {label === undefined ? (
                  <span class="quiet">{unlabeledText(type)}</span>
                ) : (
                  <bdi>{visibleText(label)}</bdi>
                )}
              </td>
              <td>{TYPE_WORDS[type]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function unlabeledText(type: FieldType): string {
  return isShown(type) ? "(the field's name)" : "(not shown)";
}

function DefinitionFact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
