import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announcement } from "./announcements.ts";
import { DropPage } from "./drop-page.tsx";
import { drops, followDrops } from "./drops.ts";
import { HomePage } from "./home-page.tsx";
import { path } from "./location.ts";
import { useStore } from "./store.ts";
import { areSending, tray } from "./tray.ts";

function App() {
  const shown = useStore(path);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Keyboard and screen reader users start at the top of the new page.
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [shown]);
  const dropId = /^\/drops\/(\w+)$/.exec(shown)?.[1];
  return (
    <>
      <header class="top">
        <a class="brand" href="/">
          dropset
        </a>
        <Connection />
        <a class="top-link" href="/rules" target="_blank" rel="noopener">
          Validation rules<span class="unseen"> (in a new tab)</span>
        </a>
      </header>
      <main ref={main} tabIndex={-1}>
        {dropId === undefined ? <HomePage /> : <DropPage key={dropId} id={dropId} />}
      </main>
      <Announcements />
    </>
  );
}

function Connection() {
  const { connection } = useStore(drops);
  const text = { live: "", starting: "Connecting …", lost: "Connection lost. Reconnecting …" };
  return (
    <p class="connection" role="status">
      {text[connection]}
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
  if (areSending(tray.value)) event.preventDefault();
});

const root = document.getElementById("app");
if (root) render(<App />, root);
followDrops();
