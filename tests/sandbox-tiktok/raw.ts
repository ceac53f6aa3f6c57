/** A sender without an HTTP library: the bytes as they come, and how the connection ends. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { TOKEN, TRACK_PATH } from "./sender.ts";

/** What came over one connection. */
export interface Exchange {
  /** All of it so far. */
  bytes(): string;
  /** What follows the head, so far. */
  body(): string;
  /** The value of a header of the head, or undefined. */
  header(name: string): string | undefined;
  /** How many times bytes came. */
  pieces(): number;
  /** Resolves with the way the other side ended it. */
  ended: Promise<"closed" | "reset">;
  /** Whether it is still open. */
  isOpen(): boolean;
  socket: Socket;
}

/** Opens a connection and sends a request for the events of `body`. It is cut when the test is over. */
export async function exchange(tiktok: TikTokDouble, body: unknown, path = TRACK_PATH): Promise<Exchange> {
  const opened = await open(tiktok);
  opened.socket.write(requestFor(body, path));
  return opened;
}

/** A request as bytes; the connection is to be kept open. */
export function requestFor(body: unknown, path = TRACK_PATH): string {
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    `Access-Token: ${TOKEN}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${text}`;
}

/** Opens a connection and sends nothing yet. */
export async function open(tiktok: TikTokDouble): Promise<Exchange> {
  const socket = connect(Number(new URL(tiktok.url).port), "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
  });
  let [received, pieces] = ["", 0];
  let isOpen = true;
  const ended = new Promise<"closed" | "reset">((resolve, reject) => {
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      pieces += 1;
    });
    socket.on("end", () => {
      resolve("closed");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET" || error.code === "EPIPE") resolve("reset");
      else reject(error);
    });
    socket.on("close", () => {
      isOpen = false;
    });
  });
  await once(socket, "connect");
  const parts = () => received.split("\r\n\r\n");
  return {
    ...{ socket, ended, bytes: () => received, pieces: () => pieces, isOpen: () => isOpen },
    body: () => parts().slice(1).join("\r\n\r\n"),
    header: (name) => new RegExp(`^${name}: (.*)$`, "im").exec(parts()[0] ?? "")?.[1],
  };
}
