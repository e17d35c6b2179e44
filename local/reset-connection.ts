import type { Socket } from "node:net";

/**
 * Breaks a connection so that the other end gets ECONNRESET.
 *
 * A connection whose end was already sent is only closed. Node 24 would mark it as closed but leave it open (libuv's
 * `uv_tcp_close_reset` fails with EINVAL), and then wait for it in a busy loop when the process ends.
 */
export function resetConnection(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
