/** A fuzz of `/collect`: the real handler on a real database behind real HTTP, asked by senders who are clumsy, broken or hostile. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { pino } from "pino";
import { createHintBox, type HintBox } from "../../app/ingest/hint-box.server.ts";
import { createHintHandler, type HintHandler } from "../../app/ingest/hints.server.ts";
import { createClientAddress } from "../../app/platform/client-address.server.ts";
import { openDatabase } from "../../app/platform/database.server.ts";
import { prepareAll, type Statement, type Steps } from "../../app/platform/ledger.ts";
import { createWebPixels } from "../../app/shops/web-pixel.server.ts";
import { fuzzOf, type Fuzz } from "../platform/fuzz-run.ts";
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

/** Starts `/collect` on the migrated database at `url`, with three shops, one of which has left. */
export async function startCollectFuzz(
  url: string,
  { hintBox = (real) => real }: CollectFuzzOptions = {},
): Promise<CollectFuzz> {
  const lines: string[] = [];
  // No redaction list: what is never passed in need not be redacted.
  const logger = pino({ level: "trace", base: null }, { write: (line: string) => void lines.push(line) });
  const database = openDatabase(url, logger);
  const { ledger } = database;
  const run = prepareAll(ledger, SQL);
  // Power cuts are not what is looked for, and waiting for the disk would be most of the time.
  if (ledger.dialect.engine === "sqlite") {
    const { relax } = prepareAll(ledger, { relax: "PRAGMA synchronous = OFF" });
    await ledger.read(() => relax.all());
  }
  await ledger.write(() => addShops(run));
  const { shopOfToken } = createWebPixels(ledger, "https://app.example/collect", logger);
  // Every round has limits per shop and minute and a port of its own: the ports of closed connections are not free again for a minute.
  const open = () =>
    serve(
      createHintHandler({
        hintBox: hintBox(createHintBox(ledger)),
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
    const { rows, orders } = await ledger.write(function* () {
      const found = { rows: yield* run.hints.all<HintRow>(), orders: yield* run.orders.all() };
      yield* run.forgetHints.change();
      return found;
    });
    some.forEach((one, index) => {
      assertAnswers(one, answers[index] ?? [], rows);
    });
    for (const row of rows) assertCameFrom(row, some);
    assert.deepEqual(orders, [], "an order was made");
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
    stop: () => database.close(),
  };
}

const SQL = {
  addShop: `
    INSERT INTO shop (domain, installed_at, uninstalled_at, ingest_token) VALUES (@domain, 0, @uninstalledAt, @token)`,
  hints: `SELECT * FROM hint`,
  forgetHints: `DELETE FROM hint`,
  orders: `SELECT * FROM "order"`,
} as const;

function* addShops({ addShop }: Record<"addShop", Statement>): Steps<void> {
  yield* addShop.change({ ...ALPHA, uninstalledAt: null });
  yield* addShop.change({ ...BETA, uninstalledAt: null });
  yield* addShop.change({ ...GONE, uninstalledAt: 1 });
  yield* addShop.change({ domain: "without-pixel.myshopify.com", token: null, uninstalledAt: null });
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
