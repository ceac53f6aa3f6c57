/** What must hold after every command: the tables are the model's, and some things are so whatever the model thinks. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { DEDUPLICATION_WINDOW } from "../../../app/delivery/retry-policy.ts";
import { isDeliveryState } from "../../../app/delivery/states.ts";
import { factsOf } from "./operations.ts";
import type { Rows, Subject } from "./subject.ts";
import type { ModelDelivery, World } from "./world.ts";

/** States with nothing more to come; `refused` and `held` a person may send again. */
const ENDED = ["delivered", "skipped", "expired"];
const WAITING = ["pending", "retrying", "leased"];

/** What the tables held before, to see what became of it. */
export class Witness {
  #before = new Map<number, ModelDelivery>();
  /** When TikTok first counted a delivery's event, and for which pixel. */
  readonly #counted = new Map<number, { at: number; pixelCode: string }>();

  /** Throws unless the tables are what the model says, and legal. */
  async look(subject: Subject, world: World): Promise<void> {
    const rows = await subject.rows();
    const deliveries = rows.deliveries as ModelDelivery[];
    learnIds(world, deliveries);
    for (const row of deliveries) {
      checkLegal(row);
      checkMove(this.#before.get(row.id), row);
    }
    const names = deliveries.map(({ shop, orderId, pixelCode }) => `${shop} ${orderId} ${pixelCode}`);
    expect(new Set(names).size, "one delivery per order, event and pixel").toBe(names.length);
    const [found, expected] = [withoutOldLeases(rows), rowsOf(world)];
    // Ten times as fast as expect, which is for the report.
    if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
    this.#before = new Map(deliveries.map((row) => [row.id, row]));
  }

  /** TikTok got an event and may have counted it. Throws when it counts it for the second time. */
  count({ id, pixelCode }: { id: number; pixelCode: string }, at: number): void {
    const first = this.#counted.get(id);
    if (first === undefined) this.#counted.set(id, { at, pixelCode });
    else {
      expect(pixelCode, "counted by two pixels").toBe(first.pixelCode);
      expect(at - first.at, "sent again after TikTok forgot it").toBeLessThanOrEqual(DEDUPLICATION_WINDOW);
    }
  }
}

function checkLegal(row: ModelDelivery): void {
  const isLegal =
    isDeliveryState(row.state) &&
    row.attempts >= 0 &&
    (row.dueAt !== null) === WAITING.includes(row.state) &&
    (row.lease !== null) === (row.state === "leased") &&
    row.eventId === `order_${row.orderId}`;
  if (!isLegal) throw new Error(`an illegal delivery: ${JSON.stringify(row)}`);
}

function checkMove(before: ModelDelivery | undefined, row: ModelDelivery): void {
  if (before === undefined) return;
  const isLegal =
    FIXED.every((name) => before[name] === row[name]) &&
    (row.state === before.state || !ENDED.includes(before.state)) &&
    (row.event === before.event || row.event === "{}") &&
    // The first unknown fate is remembered.
    (row.ambiguousAt === before.ambiguousAt || before.ambiguousAt === null);
  if (!isLegal) throw new Error(`an illegal move: ${JSON.stringify({ before, row })}`);
}

/** What a delivery is never changes. */
const FIXED = ["id", "shop", "orderId", "eventId", "lane", "placedAt"] as const;

/** The model does not number deliveries: the database does. */
function learnIds({ deliveries }: World, rows: readonly ModelDelivery[]): void {
  for (const one of deliveries.filter(({ id }) => Number.isNaN(id)))
    one.id =
      rows.find(
        ({ shop, orderId, pixelCode }) =>
          shop === one.shop && orderId === one.orderId && pixelCode === one.pixelCode,
      )?.id ?? NaN;
  deliveries.sort((a, b) => a.id - b.id);
}

function withoutOldLeases(rows: Rows): Rows {
  return { ...rows, deliveries: rows.deliveries.map((row) => onlyLiveLease(row as ModelDelivery)) };
}

const onlyLiveLease = (row: ModelDelivery) => ({
  ...row,
  leasedAt: row.state === "leased" ? row.leasedAt : null,
});

function rowsOf(world: World): Rows {
  const by = <Row>(rows: readonly Row[], key: (row: Row) => string) =>
    rows.toSorted((a, b) => Number(key(a) > key(b)) - Number(key(a) < key(b)));
  const number = (value: number) => value.toString().padStart(9, "0");
  return {
    deliveries: world.deliveries.map(onlyLiveLease),
    orders: by(world.orders, ({ shop }) => shop).map(({ shop, orderId, routeAt, routed, ...order }) => ({
      ...{ shop, orderId, routeAt, facts: order.redacted ? "{}" : factsOf(order) },
      routed: Number(routed),
    })),
    pixels: by(world.pixels, ({ shop }) => shop),
    lanes: by(world.lanes, ({ shop, pixelCode, kind }) => `${shop} ${pixelCode} ${kind}`),
    attempts: by(
      world.attempts,
      ({ deliveryId, number: n, outcome }) => `${number(deliveryId)} ${number(n)} ${outcome}`,
    ),
  };
}
