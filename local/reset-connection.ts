import type { Socket } from "node:net";

/**
 * Breaks a connection so that whoever is at its other end sees ECONNRESET.
 *
 * One whose end was sent already is only closed. Asked to reset it, Node 24 notes it as closed and leaves it open (libuv's
 * `uv_tcp_close_reset` refuses it with EINVAL), and then waits for it for ever, at full speed, when the process ends.
 */
export function resetConnection(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
