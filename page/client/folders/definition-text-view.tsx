import { announce } from "../announcements.ts";

/** The definition as it is saved, to copy it elsewhere. */
export function DefinitionTextView({ text }: { text: string }) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => announce("The JSON was copied."),
      () => announce("The JSON could not be copied. Select it, and copy it yourself."),
    );
  return (
    <details class="definition-text">
      <summary>Show the JSON</summary>
      <p class="quiet">
        To use it as a file, save it as <code>_dataset.json</code> and upload it to the folder.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also with the keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <p>
        <button type="button" onClick={copy}>
          Copy JSON
        </button>
      </p>
    </details>
  );
}
