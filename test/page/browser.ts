import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** The headless shell has no windows to draw, and takes three quarters of the processor time. */
const PLACES = process.env.CHROMIUM
  ? [process.env.CHROMIUM]
  : ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const chromiumPath = PLACES.find((path) => existsSync(path));

/** Whether there is a browser to test in. */
export const hasBrowser = chromiumPath !== undefined;

if (!hasBrowser) {
  console.warn(
    `The tests of the web page in a browser are skipped, since there is no ${PLACES.join(" and no ")}. Install Debian's chromium-headless-shell or chromium, or set CHROMIUM to a browser's path.`,
  );
}

/** The browser, which only connects to the test's server. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath && { executablePath: chromiumPath }),
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
