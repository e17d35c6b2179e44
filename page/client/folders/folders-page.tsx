import { useEffect } from "preact/hooks";
import type { FolderLine } from "../../../functions/page/folder-line.ts";
import { FILES_WORDS } from "../../../functions/report/html/definition-view.tsx";
import { sourceText } from "../../../functions/report/html/typed-words.ts";
import { plural, visibleText } from "../../../functions/report/html/words.ts";
import { useStore } from "../store.ts";
import { editPath } from "./folder-links.ts";
import { folders } from "./folders.ts";

/** The folders that have a definition. */
export function FoldersPage() {
  const known = useStore(folders);
  useEffect(() => {
    document.title = "Typed folders – dropset";
  }, []);
  return (
    <div class="folders">
      <header class="folders-head">
        <p>
          <a href="/">← All drops</a>
        </p>
        <h1>Typed folders</h1>
        <p class="quiet">
          A typed folder defines the fields of its files: text, images, audio, videos and metadata. CSV and JSON Lines
          files that are uploaded to it become datasets with these fields.
        </p>
        <p>
          <a class="button" href="/folders/new">
            New folder
          </a>
        </p>
      </header>
      {known === undefined ? (
        <p class="nothing">Loading …</p>
      ) : known.length === 0 ? (
        <p class="nothing">No typed folders yet.</p>
      ) : (
        <ul class="folder-list">
          {known.map((folder) => (
            <FolderItem key={folder.path} folder={folder} />
          ))}
        </ul>
      )}
    </div>
  );
}

function FolderItem({ folder }: { folder: FolderLine }) {
  const { path, source, definition, mistakes } = folder;
  const name = path === "" ? "(top folder)" : visibleText(path);
  return (
    <li>
      <div>
        <h2>{name}</h2>
        {definition ? (
          <p class="quiet">
            {[
              ...(definition.name === undefined ? [] : [visibleText(definition.name)]),
              plural(Object.keys(definition.schema.fields).length, "field"),
              FILES_WORDS[definition.files].toLowerCase(),
              `defined in ${sourceText(source)}`,
            ].join(", ")}
          </p>
        ) : (
          <p class="trouble">
            Its definition has {plural(mistakes.length, "mistake")}: until it is fixed, files in this folder are
            rejected.
          </p>
        )}
      </div>
      {source === "file" && path !== "" && (
        <a class="button" href={editPath(path)}>
          Edit<span class="unseen">: {name}</span>
        </a>
      )}
    </li>
  );
}
