import { Store } from "./store.ts";

/** The page's path. Navigation does not reload the page, so uploads continue. */
export const path = new Store(location.pathname);

addEventListener("popstate", () => path.set(location.pathname));

/** Handles links between the pages; the browser handles all others, and those that open a new tab. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link?.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname !== "/" && !/^\/(?:drops|folders)(?:\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  goTo(link.pathname);
});

/** Opens another of the pages. */
export function goTo(pathname: string): void {
  if (pathname === location.pathname) return;
  history.pushState(null, "", pathname);
  path.set(pathname);
  scrollTo(0, 0);
}
