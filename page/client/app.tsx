import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announcement } from "./announcements.ts";
import { isDownloading } from "./drops/downloads.ts";
import { DropPage } from "./drops/drop-page.tsx";
import { drops, followDrops, forgetDrops } from "./drops/drops.ts";
import { FolderEditor } from "./folders/folder-editor.tsx";
import { editedFolder } from "./folders/folder-links.ts";
import { followFolders, forgetFolders } from "./folders/folders.ts";
import { FoldersPage } from "./folders/folders-page.tsx";
import { HomePage } from "./home-page.tsx";
import { path, replaceQuery } from "./location.ts";
import { finishSignIn, signInState, watchUnsaved } from "./sign-in/credentials.ts";
import { PersonView, SignInNotice, useBarrier } from "./sign-in/sign-in-view.tsx";
import { useStore } from "./store.ts";
import { forgetFiles } from "./tray/tray.ts";
import { areSending, areWaiting } from "./tray/tray-file.ts";
import { tray } from "./tray/tray-store.ts";
import { UpdateNotice } from "./update-notice.tsx";

function App() {
  const shown = useStore(path);
  const barrier = useBarrier();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Keyboard and screen reader users start at the top of the new page.
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [shown]);
  return (
    <>
      <header class="top">
        <a class="brand" href="/">
          dropset
        </a>
        <Connection isShown={barrier === undefined} />
        <a class="top-link" href="/folders">
          Typed folders
        </a>
        <a class="top-link" href="/rules" target="_blank" rel="noopener">
          Validation rules<span class="unseen"> (in a new tab)</span>
        </a>
        <PersonView />
      </header>
      <main ref={main} tabIndex={-1}>
        <UpdateNotice />
        {barrier ?? (
          <>
            <SignInNotice />
            <Page path={shown} />
          </>
        )}
      </main>
      <Announcements />
    </>
  );
}

function Page({ path: shown }: { path: string }) {
  const dropId = /^\/drops\/(\w+)$/.exec(shown)?.[1];
  if (dropId !== undefined) return <DropPage key={dropId} id={dropId} />;
  if (shown === "/folders") return <FoldersPage />;
  if (shown === "/folders/new") return <FolderEditor key="new" path={undefined} />;
  const folder = editedFolder(shown);
  return folder === undefined ? <HomePage /> : <FolderEditor key={folder} path={folder} />;
}

/** Where it is not shown, its place is kept. */
function Connection({ isShown }: { isShown: boolean }) {
  const { connection } = useStore(drops);
  const text = { live: "", starting: "Connecting …", lost: "Connection lost. Reconnecting …" };
  return (
    <p class="connection" role="status">
      {isShown && text[connection]}
    </p>
  );
}

function Announcements() {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {useStore(announcement)}
    </p>
  );
}

addEventListener("beforeunload", (event) => {
  // The browser asks for confirmation before it leaves the page.
  if (areSending(tray.value) && !isDownloading()) event.preventDefault();
});

/** Whether leaving the page would lose files that were chosen, or a definition that somebody writes. */
function hasUnsaved(): boolean {
  return areWaiting(tray.value) || path.value === "/folders/new" || editedFolder(path.value) !== undefined;
}

/** Somebody signed out, in this tab or another one: nothing of theirs stays. */
function forgetIfSignedOut(): void {
  if (signInState.value.is !== "signed out") return;
  forgetFiles();
  forgetFolders();
  forgetDrops();
  announcement.set("");
  replaceQuery("");
  document.title = "dropset";
}

async function start(): Promise<void> {
  watchUnsaved(hasUnsaved);
  signInState.listen(forgetIfSignedOut);
  const finished = finishSignIn();
  if (root) render(<App />, root);
  await finished;
  // If that failed, the person decides when to try again.
  if (signInState.value.is === "going on") {
    followDrops();
    followFolders();
  }
}

const root = document.getElementById("app");
void start();
