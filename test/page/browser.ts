import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Whether there is a browser to test in. */
export const hasBrowser = existsSync(CHROMIUM);

if (!hasBrowser) {
  console.warn(
    `There is no ${CHROMIUM}: the tests of the web page in a browser are left out. Install Debian's chromium, or say with CHROMIUM where one is.`,
  );
}

/** The browser, which only connects to the test's server. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
