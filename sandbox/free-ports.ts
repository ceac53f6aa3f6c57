import { createServer } from "node:net";

const COUNT = 5;
const FIRST = 20_000;
const LAST = 60_000;

/** The first of five consecutive loopback ports that nobody uses at this moment. */
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
