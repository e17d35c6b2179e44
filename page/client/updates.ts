import { Store } from "./store.ts";

/** Whether the server has a newer page than this one, whose files it may no longer have. */
export const isUpdated = new Store(false);

/** A part of the page could not be loaded: finds out whether that is because the page was updated. Never rejects. */
export async function noticeUpdate(): Promise<void> {
  try {
    const response = await fetch("/", { cache: "no-store" });
    if (!response.ok) return;
    const page = await response.text();
    if (!ownFiles().every((named) => page.includes(named))) isUpdated.set(true);
  } catch {
    // Without a connection, parts cannot be loaded either.
  }
}

/** As the page's HTML names its files, whose names change with their content: its script, and its workers. */
function ownFiles(): string[] {
  const script = document.querySelector("script[src]")?.getAttribute("src");
  return [script ?? "", document.getElementById("workers")?.textContent ?? ""];
}

/** Loads a part of the page, as `import` does. */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    void noticeUpdate();
    throw error;
  }
}
