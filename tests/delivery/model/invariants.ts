/** What must hold after every command: the tables are the model's, and some things are so whatever the model thinks. */
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
    expect(withoutOldLeases(rows)).toEqual(rowsOf(world));
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
  const what = JSON.stringify(row);
  expect(isDeliveryState(row.state), what).toBe(true);
  expect(row.attempts, what).toBeGreaterThanOrEqual(0);
  expect(row.dueAt !== null, what).toBe(WAITING.includes(row.state));
  expect(row.lease !== null, what).toBe(row.state === "leased");
  expect(row.eventId, what).toBe(`order_${row.orderId}`);
}

function checkMove(before: ModelDelivery | undefined, row: ModelDelivery): void {
  if (before === undefined) return;
  const { shop, orderId, eventId, lane, placedAt } = before;
  expect(row, "what a delivery is never changes").toMatchObject({ shop, orderId, eventId, lane, placedAt });
  if (ENDED.includes(before.state)) expect(row.state, "what has ended has ended").toBe(before.state);
  if (before.event !== row.event) expect(row.event, "an event changes by redaction only").toBe("{}");
  if (before.ambiguousAt !== null)
    expect(row.ambiguousAt, "the first unknown fate is remembered").toBe(before.ambiguousAt);
}

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
      routedAt: routed ? (expect.any(Number) as number) : null,
    })),
    pixels: by(world.pixels, ({ shop }) => shop),
    lanes: by(world.lanes, ({ shop, pixelCode, kind }) => `${shop} ${pixelCode} ${kind}`),
    attempts: by(
      world.attempts,
      ({ deliveryId, number: n, outcome }) => `${number(deliveryId)} ${number(n)} ${outcome}`,
    ),
  };
}
