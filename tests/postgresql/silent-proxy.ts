/** Stands between the app and PostgreSQL, and can fall silent as a network does: nobody is told, nothing is closed. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface SilentProxy {
  /** The database's URL by way of the proxy. */
  url: string;
  /** Nothing comes through in either direction, until `speak`. */
  fallSilent(): void;
  speak(): void;
  /** From the next COMMIT on a connection the server's answers on it are lost; the COMMIT itself arrives. */
  loseNextCommit(): void;
  close(): void;
}

/** A proxy in front of the server behind a URL that names a socket's folder. */
export async function startSilentProxy(databaseUrl: string): Promise<SilentProxy> {
  const given = new URL(databaseUrl);
  const path = `${given.searchParams.get("host") ?? ""}/.s.PGSQL.5432`;
  const sockets = new Set<Socket>();
  let [silent, losing] = [false, false];
  const proxy = createServer((client) => {
    const server = connect(path);
    let lost = false;
    client.on("data", (chunk: Buffer) => {
      if (losing && chunk.includes("COMMIT")) [losing, lost] = [false, true];
      server.write(chunk);
    });
    server.on("data", (chunk: Buffer) => {
      if (!lost) client.write(chunk);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(one);
      if (silent) one.pause();
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `postgresql://${given.username}@127.0.0.1:${port}${given.pathname}`,
    fallSilent() {
      silent = true;
      for (const socket of sockets) socket.pause();
    },
    speak() {
      silent = false;
      for (const socket of sockets) socket.resume();
    },
    loseNextCommit() {
      losing = true;
    },
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
