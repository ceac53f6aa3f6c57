import { createServer } from "node:net";

const COUNT = 5;
/**
 * Below the ports that the system gives to outgoing connections (from 32768 on Linux, 49152 elsewhere). There, whoever knocks at the port of a server that is
 * just being started again may be given that very port for itself, is connected to itself, and keeps the server from it for a minute.
 */
const FIRST = 10_000;
const LAST = 32_000;

/** The first of five consecutive loopback ports that nobody uses at this moment, and that no outgoing connection will be given. */
export async function freePorts(random: () => number = Math.random): Promise<number> {
  for (;;) {
    const first = FIRST + Math.floor(random() * (LAST - FIRST));
    const free = await Promise.all(Array.from({ length: COUNT }, (_, offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => {
        resolve(false);
      })
      .listen(port, "127.0.0.1", () => {
        server.close(() => {
          resolve(true);
        });
      });
  });
}
