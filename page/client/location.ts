import { Store } from "./store.ts";

/** The page's path. Going from one to another loads nothing anew: uploads go on. */
export const path = new Store(location.pathname);

addEventListener("popstate", () => path.set(location.pathname));

/** Links within the pages are followed here; all others, and those for another tab, by the browser. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link?.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname !== "/" && !link.pathname.startsWith("/drops/")) return;
  event.preventDefault();
  if (link.pathname === location.pathname) return;
  history.pushState(null, "", link.pathname);
  path.set(link.pathname);
  scrollTo(0, 0);
});
