// Runs the README's `npm start` until the three example files are READY. It has to work on Node 20, without dependencies.
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

const LIMIT_MS = 5 * 60_000;
const READY = /^ {2}\S+\.csv +READY/gm;

// Through a shell, since npm is a script on Windows.
const start = spawn("npm start", {
  shell: true,
  stdio: ["ignore", "pipe", "inherit"],
  detached: process.platform !== "win32",
});
let output = "";
const ready = new Promise((resolve, reject) => {
  start.stdout.on("data", (text) => {
    process.stdout.write(text);
    output += text;
    if (output.match(READY)?.length === 3) resolve();
  });
  start.once("close", (code) => reject(new Error(`npm start ended with exit code ${code}.`)));
});
const late = pause(LIMIT_MS, undefined, { ref: false }).then(() => {
  throw new Error("The examples are not READY after five minutes.");
});
try {
  await Promise.race([ready, late]);
} finally {
  if (process.platform === "win32") spawn("taskkill", ["/pid", String(start.pid), "/t", "/f"]);
  else if (start.exitCode === null) process.kill(-start.pid, "SIGINT");
}
