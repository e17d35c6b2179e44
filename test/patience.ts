/** How long a test waits for something at most: many times longer than anything takes, so that only what hangs is ended. */
export const PATIENCE_MS = 300_000;
