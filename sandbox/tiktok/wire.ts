/** Answers that are wrong as bytes. An HTTP server would not send them, so most of them go past it to the socket. */
import type { ServerResponse } from "node:http";

/** A body with its type. */
interface Body {
  type: string;
  body: string;
}

/** Sends all of the body under a length that is not its own, then closes the connection as if that were the end of it. */
export function sendWithLength(response: ServerResponse, whole: Body & { length: number }): void {
  response.socket?.end(head(whole.type, whole.length) + whole.body);
}

/** Sends the body one byte at a time. */
export function drip(response: ServerResponse, { type, body, everyMs }: Body & { everyMs: number }): void {
  const bytes = Buffer.from(body);
  response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.byteLength });
  response.flushHeaders();
  let next = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(next, next + 1));
    next += 1;
    if (next < bytes.byteLength) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.once("close", () => {
    clearInterval(timer);
  });
}

/** Sends the beginning of a body and leaves it at that. */
export function sendAndStall(response: ServerResponse, { type, body, sent }: Body & { sent: string }): void {
  response.socket?.write(head(type, Buffer.byteLength(body)) + sent);
}

/** Long enough for the bytes to arrive: a reset may overtake and undo them. */
const ARRIVAL_MS = 20;

/** Sends the beginning of a body, then resets the connection. */
export function sendAndReset(response: ServerResponse, { type, body, sent }: Body & { sent: string }): void {
  const { socket } = response;
  socket?.write(head(type, Buffer.byteLength(body)) + sent, () => {
    setTimeout(() => socket.resetAndDestroy(), ARRIVAL_MS);
  });
}

function head(type: string, length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: keep-alive\r\n\r\n`;
}
