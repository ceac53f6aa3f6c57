/** What costs the same however much there is: a claim, a page of the order list, Home, a receipt, of a shop with a third of all rows. SQLite. */
import { composeCoverage } from "../app/composition/reconciliation.server.ts";
import { createOutbox } from "../app/delivery/outbox.server.ts";
import { EVENT_LIFETIME } from "../app/delivery/retry-policy.ts";
import type { Claimed } from "../app/delivery/outbox.ts";
import { giveBack } from "../app/delivery/turn.ts";
import { DAY } from "../app/platform/clock.ts";
import { openDatabase, type Database } from "../app/platform/database.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { recordsOfShop } from "../app/shops/shop-records.server.ts";
import { createFormats } from "../app/ui/formats.server.ts";
import { COVERAGE_DAYS, homeView, ORDERS_LISTED, type HomeView } from "../app/ui/home/home-view.ts";
import type { BenchResult } from "./bench.ts";
import { grownDatabase, LARGE_SHOP, NOW, orderIdOf, PIXEL } from "./grown-database.ts";
import { percentile } from "./rounds.ts";

const FEW = 10_000;
const MANY = 10_000_000;
const ROUNDS = 150;
const WARM_UP = 10;
const BATCH = 50;

/** One thing that is timed; `after` undoes it. */
interface Part {
  run(): Promise<unknown>;
  after?(): Promise<unknown>;
}

interface Grown {
  parts: Readonly<Record<PartName, Part>>;
  close(): Promise<void>;
}

const PARTS = ["claim", "newestPage", "laterPage", "receipt", "home"] as const;
type PartName = (typeof PARTS)[number];

/** Milliseconds of all parts at ten million rows, beside the same at ten thousand. The ratio is that of the part that grows most. */
export async function growth(): Promise<BenchResult> {
  const [few, many] = [open(FEW), open(MANY)];
  try {
    const found = await measure(few, many);
    const [floor, value] = [sum(found.map(({ few }) => few)), sum(found.map(({ many }) => many))];
    const detail = found.flatMap(({ part, few, many }) => [
      [`${part}, few`, rounded(few)] as const,
      [`${part}, many`, rounded(many)] as const,
    ]);
    return {
      ...{ name: "growth", value: rounded(value), unit: "ms at 10,000,000 rows", floor: rounded(floor) },
      ratio: rounded(Math.max(...found.map(({ few, many }) => many / few))),
      detail: Object.fromEntries(detail),
    };
  } finally {
    await Promise.all([few.close(), many.close()]);
  }
}

/** In turn, so that both meet the same weather. */
async function measure(few: Grown, many: Grown) {
  const times = PARTS.map((part) => ({ part, few: [] as number[], many: [] as number[] }));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const { part, ...seen } of times) {
      const [less, more] = [await timed(few.parts[part]), await timed(many.parts[part])];
      if (round < 0) continue;
      seen.few.push(less);
      seen.many.push(more);
    }
  return times.map(({ part, few, many }) => ({ part, few: calm(few), many: calm(many) }));
}

async function timed({ run, after }: Part): Promise<number> {
  const startedAt = performance.now();
  await run();
  const ms = performance.now() - startedAt;
  await after?.();
  return ms;
}

function open(rows: number): Grown {
  const { path, orders } = grownDatabase(rows);
  const database = openDatabase(`file:${path}`, createLogger("silent"));
  const records = recordsOfShop(database, LARGE_SHOP);
  // Half of the shop's orders are newer.
  const middle = 3 * Math.round(orders / 6);
  const parts = {
    claim: claimPart(database),
    newestPage: { run: () => records.latestOrders(ORDERS_LISTED) },
    laterPage: {
      run: () => records.latestOrders(ORDERS_LISTED, { id: middle, receivedAt: new Date(NOW - 90 * DAY) }),
    },
    receipt: { run: () => records.order(orderIdOf(middle)) },
    home: { run: () => readHome(database) },
  };
  return { parts, close: () => database.close() };
}

/** What Home's loader reads (app/routes/app._index.tsx), and the page made of it. */
async function readHome(database: Database): Promise<HomeView> {
  await database.prisma.session.findUnique({ where: { id: `offline_${LARGE_SHOP}` } });
  const records = recordsOfShop(database, LARGE_SHOP);
  const lookback = NOW - COVERAGE_DAYS * DAY;
  const [installation, pixels, backlog, troubles, milestones, heartbeat, orders, coverage, days] =
    await Promise.all([
      ...([records.shop(), records.pixels(), records.backlog()] as const),
      ...([records.troubles(NOW - EVENT_LIFETIME), records.milestones()] as const),
      ...([records.heartbeat(lookback), records.latestOrders(ORDERS_LISTED)] as const),
      records.coverage(lookback),
      composeCoverage(database.ledger, () => NOW)
        .coverageOf(LARGE_SHOP)
        .days(COVERAGE_DAYS),
    ]);
  const facts = {
    shop: LARGE_SHOP,
    apiKey: "",
    pixels: pixels.map((pixel) => ({ pixel, tokenReadable: true })),
  };
  const seen = {
    backlog,
    troubles,
    milestones,
    heartbeat,
    orders,
    coverage,
    days,
    installation,
    senders: "clear" as const,
  };
  return homeView({ ...facts, ...seen }, createFormats("en", undefined));
}

/** What the worker asks and writes until a batch is its own. */
function claimPart({ ledger }: Database): Part {
  const outbox = createOutbox(ledger);
  const lane = { shop: LARGE_SHOP, pixelCode: PIXEL, kind: "live" } as const;
  let claimed: Claimed[] = [];
  let claims = 0;
  return {
    async run() {
      await outbox.nextWork();
      await outbox.lanes();
      const lanes = [{ ...lane, lease: `lease-${++claims}` }];
      [claimed = []] = await outbox.claim(lanes, { now: NOW, leaseMs: 20_000, batchSize: BATCH });
      if (claimed.length !== BATCH) throw new Error(`${claimed.length} deliveries were due`);
    },
    after: () => outbox.settle(giveBack(claimed, NOW)),
  };
}

/** The quarter of the rounds that other work disturbed least ends here. */
function calm(times: readonly number[]): number {
  return percentile(times, 25);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rounded(number: number): number {
  return Number(number.toFixed(2));
}
