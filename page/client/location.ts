import { Store } from "./store.ts";

/** The page's path. Navigation does not reload the page, so uploads continue. */
export const path = new Store(location.pathname);

/** What the address says after its path: a question mark and the query, or nothing. */
export const query = new Store(location.search);

/** Shows the page that the browser's address is of. */
export function showAddress(): void {
  path.set(location.pathname);
  query.set(location.search);
}

addEventListener("popstate", showAddress);

/** Handles links between the pages; the browser handles all others, and those that open a new tab. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link?.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname !== "/" && !/^\/(?:drops|folders)(?:\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  goTo(link.pathname + link.search);
});

/** Opens another of the pages. @param address its path, and its query if it has one */
export function goTo(address: string): void {
  if (address === location.pathname + location.search) return;
  history.pushState(null, "", address);
  showAddress();
  scrollTo(0, 0);
}

/** Changes the query of the page that is shown, without a step to go back to. */
export function replaceQuery(search: string): void {
  query.set(search);
  try {
    history.replaceState(null, "", location.pathname + search);
  } catch {
    // Safari allows 100 changes in 30 seconds. The next one brings the address up to date.
  }
}
