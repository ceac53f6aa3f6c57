/** A fuzz of `/collect`: the real handler on a real database behind real HTTP, asked by senders who are clumsy, broken or hostile. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { pino } from "pino";
import { createHintBox, type HintBox } from "../../app/ingest/hint-box.server.ts";
import { createHintHandler, type HintHandler } from "../../app/ingest/hints.server.ts";
import { createClientAddress } from "../../app/platform/client-address.server.ts";
import { openDatabase, type Sqlite } from "../../app/platform/database.server.ts";
import { createWebPixels } from "../../app/shops/web-pixel.server.ts";
import { fuzzOf, type Fuzz } from "../platform/fuzz-run.ts";
import { migratedDatabase } from "../platform/migrated-database.ts";
import { ALPHA, BETA, bodies, CANARY, GONE, type Body } from "./collect-fuzz-body.ts";
import { bodyBytes } from "./collect-fuzz-bytes.ts";
import { assertRow, type HintRow } from "./collect-fuzz-row.ts";
import { sendBytes, wireBytes } from "./collect-fuzz-socket.ts";
import { isOrdinary, wires, type Wire } from "./collect-fuzz-wire.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const MAX_BYTES = 4096;
/** What `/collect` and the HTTP server in front of it may say to anybody. */
const ANSWERS = new Set([202, 204, 400, 401, 405, 408, 413, 417, 431]);
const LEVEL_INFO = 30;

interface Request {
  wire: Wire;
  body: Body;
}

const requests: fc.Arbitrary<Request[]> = fc.array(fc.record({ wire: wires, body: bodies }), {
  minLength: 1,
  maxLength: 3,
});

export interface CollectFuzz {
  /** Everything that must hold of `/collect`, for one to three requests at a time. */
  run: Fuzz;
  stop(): Promise<void>;
}

export interface CollectFuzzOptions {
  /** Puts something else in the place of the real hint box: proof that the fuzz can fail. */
  hintBox?: (real: HintBox) => HintBox;
}

/** Starts `/collect` with three shops, one of which has left. */
export function startCollectFuzz({ hintBox = (real) => real }: CollectFuzzOptions = {}): CollectFuzz {
  const folder = mkdtempSync(join(tmpdir(), "throughline-fuzz-"));
  const database = openDatabase(`file:${migratedDatabase(folder)}`);
  const { sqlite } = database;
  // Power cuts are not what is looked for, and waiting for the disk would be most of the time.
  sqlite.pragma("synchronous = OFF");
  addShops(sqlite);
  const lines: string[] = [];
  // No redaction list: what is never passed in need not be redacted.
  const logger = pino({ level: "trace", base: null }, { write: (line: string) => void lines.push(line) });
  const { shopOfToken } = createWebPixels(sqlite, "https://app.example/collect", logger);
  // Every round has limits per shop and minute and a port of its own: the ports of closed connections are not free again for a minute.
  const open = () =>
    serve(
      createHintHandler({
        hintBox: hintBox(createHintBox(sqlite)),
        clientAddress: createClientAddress(1),
        onArrival: () => undefined,
        clock: () => NOW,
        ...{ shopOfToken, logger },
      }),
    );

  async function holds(door: Door, some: readonly Request[]): Promise<void> {
    lines.length = 0;
    const answers = await Promise.all(some.map((one) => door.send(one)));
    await door.quiet();
    const rows = sqlite.prepare("SELECT * FROM hint").all() as HintRow[];
    sqlite.prepare("DELETE FROM hint").run();
    some.forEach((one, index) => {
      assertAnswers(one, answers[index] ?? [], rows);
    });
    for (const row of rows) assertCameFrom(row, some);
    assert.deepEqual(sqlite.prepare('SELECT * FROM "order"').all(), [], "an order was made");
    assertSilent(lines);
  }

  return {
    async run(settings) {
      const door = await open();
      try {
        return await fuzzOf(requests, (some) => holds(door, some))(settings);
      } finally {
        await door.stop();
      }
    },
    async stop() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addShops(sqlite: Sqlite): void {
  const add = sqlite.prepare(
    "INSERT INTO shop (domain, installed_at, uninstalled_at, ingest_token) VALUES (?, 0, ?, ?)",
  );
  add.run(ALPHA.domain, null, ALPHA.token);
  add.run(BETA.domain, null, BETA.token);
  add.run(GONE.domain, 1, GONE.token);
  add.run("without-pixel.myshopify.com", null, null);
}

interface Door {
  /** Sends a request from an address of its own; the statuses of its answers. */
  send(one: Request): Promise<number[]>;
  /** Waits until nothing of what was sent is under way; throws what the handler threw. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

async function serve(handler: HintHandler): Promise<Door> {
  const thrown: unknown[] = [];
  const working = new Set<Promise<void>>();
  let [connected, accepted, open, senders] = [0, 0, 0, 0];
  const server: Server = createServer((request, response) => {
    const work = handler(request, response)
      .catch((error: unknown) => void thrown.push(error))
      .finally(() => working.delete(work));
    working.add(work);
  });
  server.on("connection", (socket) => {
    accepted++;
    open++;
    socket.once("close", () => open--);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    send({ wire, body }) {
      connected++;
      senders++;
      const address = `10.${(senders >> 16) & 255}.${(senders >> 8) & 255}.${senders & 255}`;
      return sendBytes(port, wire, wireBytes(wire, bodyBytes(body), address));
    },
    async quiet() {
      while (accepted < connected || open > 0 || working.size > 0)
        await new Promise((resolve) => setImmediate(resolve));
      const first = thrown.shift();
      assert.equal(first, undefined, "the handler threw");
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function assertAnswers({ wire, body }: Request, answers: number[], rows: readonly HintRow[]): void {
  for (const status of answers) assert.ok(ANSWERS.has(status), `answered ${status}`);
  if (!isOrdinary(wire)) {
    if (wire.method === "GET" || wire.method === "PUT")
      assert.ok(!answers.includes(202), `${wire.method} was accepted`);
    return;
  }
  assert.equal(answers.length, 1, "not answered");
  const bytes = bodyBytes(body);
  if (bytes.length > MAX_BYTES) {
    assert.deepEqual(answers, [413]);
    return;
  }
  const hint = parsed(bytes);
  const owner = ownerOf(hint?.["token"]);
  if (answers[0] === 202) {
    assert.equal(hint?.["v"], 1);
    const kept = rows.some((row) => row.shop === owner && row.event_id === hint["id"]);
    assert.ok(kept, "accepted and not kept");
  }
  const unchanged = body.changes.length === 0 && body.shape.kind === "object";
  if (unchanged) assert.deepEqual(answers, [owner === undefined ? 401 : 202]);
}

/** A row must be what one of the requests said, under the token that this request held. */
function assertCameFrom(row: HintRow, some: readonly Request[]): void {
  const sources = some.filter(({ wire, body }) => {
    const bytes = bodyBytes(body);
    const hint = parsed(bytes);
    if (hint === undefined) return !isOrdinary(wire) && bytes.includes(tokenOf(row.shop));
    return ownerOf(hint["token"]) === row.shop && hint["id"] === row.event_id && wire.method === "POST";
  });
  assert.ok(sources.length > 0, `a row of ${row.shop} that nobody with its token sent`);
  const hints = sources.map(({ body }) => parsed(bodyBytes(body)) ?? {});
  assertRow(row, hints, NOW);
}

function assertSilent(lines: readonly string[]): void {
  for (const line of lines) {
    assert.ok(!line.toLowerCase().includes(CANARY), `raw input in a log line: ${line.slice(0, 300)}`);
    const { level } = JSON.parse(line) as { level: number };
    assert.ok(level <= LEVEL_INFO, `a stranger can make a line of level ${level}: ${line.slice(0, 300)}`);
    assert.ok(line.length < 500, "a log line as long as somebody likes");
  }
}

/** The JSON object in a body, as JavaScript reads it, or undefined. */
function parsed(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function ownerOf(token: unknown): string | undefined {
  return [ALPHA, BETA].find((shop) => shop.token === token)?.domain;
}

function tokenOf(domain: string): string {
  return [ALPHA, BETA].find((shop) => shop.domain === domain)?.token ?? "no such shop";
}
