import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { PATIENCE_MS } from "../patience.ts";

const HELPER = new URL("../../local/reset-connection.ts", import.meta.url);

/** A server that resets its one connection when that has ended on the other side, and then has nothing left to do. */
const script = (ending: string) => `
  import { connect, createServer } from "node:net";
  import { resetConnection } from ${JSON.stringify(HELPER.href)};
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", ({ code }) => console.log("at the server:", code));
    socket.resume();
    socket.on("end", () => { ${ending} resetConnection(socket); server.close(); });
  });
  server.listen(0, "127.0.0.1", () => {
    const client = connect({ port: server.address().port, allowHalfOpen: true }, () => client.end());
    client.on("error", ({ code }) => console.log("at the client:", code));
    client.on("end", () => client.destroy()).resume();
  });`;

it.each([
  ["one that is open, and the other side sees it", "", "at the client: ECONNRESET\n"],
  ["one whose end was sent just before", "socket.end();", ""],
])("a connection is reset and the process ends: %s", async (_, ending, printed) => {
  // One that doesn't end is killed, and that is an error.
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script(ending)], {
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  });
  expect((await run).stdout).toBe(printed);
});
