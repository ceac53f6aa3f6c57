/** A server that says exactly what a test wants said, byte by byte, and remembers what it was sent. */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { afterEach } from "vitest";

/** What the server does with a request that has arrived whole; the first one of all is number 1. */
export type Answer = (socket: Socket, number: number) => void;

export interface RawServer {
  url: string;
  /** The bodies of the requests that arrived whole, in order. */
  bodies: string[];
  /** Every connection so far. */
  sockets: Socket[];
  /** Connections open at the same time, at most. */
  mostOpen(): number;
}

interface Options {
  onConnect?: (socket: Socket) => void;
  tls?: TlsOptions;
}

const servers: { server: Server; sockets: Socket[] }[] = [];
afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** Starts a server that is gone when the test ends. */
export async function startRawServer(answer: Answer, { onConnect, tls }: Options = {}): Promise<RawServer> {
  const sockets: Socket[] = [];
  const bodies: string[] = [];
  let most = 0;

  function connected(socket: Socket): void {
    sockets.push(socket);
    most = Math.max(most, sockets.filter(({ closed }) => !closed).length);
    // What becomes of the sender's side is the test's matter.
    socket.on("error", () => undefined);
    onConnect?.(socket);
    readRequests(socket, (body) => {
      answer(socket, bodies.push(body));
    });
  }

  const server = tls === undefined ? createServer(connected) : createTlsServer(tls, connected);
  server.on("tlsClientError", () => undefined);
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = tls === undefined ? "http" : "https";
  return { url: `${scheme}://127.0.0.1:${port}`, bodies, sockets, mostOpen: () => most };
}

function readRequests(socket: Socket, onBody: (body: string) => void): void {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    for (;;) {
      const headEnd = text.indexOf("\r\n\r\n");
      if (headEnd === -1) return;
      const length = Number(/^content-length: (\d+)$/im.exec(text.slice(0, headEnd))?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (text.length < end) return;
      const body = text.slice(headEnd + 4, end);
      text = text.slice(end);
      onBody(body);
    }
  });
}

/** A whole answer, as text. */
export function answerText(body: string, headers: readonly string[] = [], status = "200 OK"): string {
  const lines = [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
