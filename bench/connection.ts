import { once } from "node:events";
import { connect } from "node:net";

/** A kept-alive HTTP connection on which one request at a time is made. */
export interface Connection {
  /** Sends these bytes; resolves with the answer's status. Rejects when the connection breaks. */
  send(bytes: Buffer): Promise<number>;
  close(): void;
}

interface Expected {
  resolve(status: number): void;
  reject(error: Error): void;
}

/**
 * Connects to a port of this machine. Written on the bare socket, because a client that costs more than the server would measure itself: both share this machine.
 */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let expected: Expected | undefined;
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    answer += chunk;
    if (!isWhole(answer)) return;
    const status = Number(answer.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
    answer = "";
    expected?.resolve(status);
    expected = undefined;
  });
  const broken = (error: Error) => {
    expected?.reject(error);
    expected = undefined;
  };
  await once(socket, "connect");
  socket.on("error", broken).on("close", () => {
    broken(new Error("the server closed the connection"));
  });
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        expected = { resolve, reject };
        socket.write(bytes);
      }),
    close: () => socket.destroy(),
  };
}

/** Whether this is an answer to its end, as far as the servers measured here answer: with a length, or in chunks. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end + 2))?.[1];
  if (length === undefined) return answer.endsWith("\r\n0\r\n\r\n");
  return answer.length >= end + 4 + Number(length);
}
