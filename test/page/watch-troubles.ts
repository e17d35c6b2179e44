import type { Page } from "playwright-core";

/** Collects a page's script errors, policy violations and dialogs: there must be none. @returns what is collected, so far */
export function watchTroubles(page: Page, troubles: string[] = []): string[] {
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("dialog", (dialog) => troubles.push(`a dialog: ${dialog.message()}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  return troubles;
}
