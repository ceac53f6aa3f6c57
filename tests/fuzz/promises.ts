/** What must hold of every answer, whoever asked for what. */
import assert from "node:assert/strict";

/** What a stranger could see of the inside. */
const INSIDE = /node_modules|\.server\.ts|\.tsx?:\d+|\n\s+at \w|SQLITE_|better-sqlite3|PrismaClient/;
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const CLEAN = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length);

/** The status is no 5xx, nothing of the inside shows, and nothing was written onto what every object inherits. */
export function assertSound(asked: string, status: number, body: string): void {
  assert.ok(status < 500, `${asked} was answered ${status}: ${body.slice(0, 300)}`);
  assert.ok(!INSIDE.test(body), `${asked} shows the inside: ${INSIDE.exec(body)?.[0] ?? ""}`);
  assert.deepEqual(
    PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length),
    CLEAN,
    `${asked} has changed what every object inherits`,
  );
}
