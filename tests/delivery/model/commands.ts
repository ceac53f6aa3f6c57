/** What may happen, in any order: fast-check draws the commands, the model says which of them can happen now. */
import fc from "fast-check";
import { expect } from "vitest";
import type { LaneKind } from "../../../app/delivery/outbox.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../../app/platform/clock.ts";
import { Claim, ClaimTogether } from "./claim-commands.ts";
import { Crash, OUTCOMES, Send, Settle } from "./turn-commands.ts";
import type { Witness } from "./invariants.ts";
import { inDatabase, inModel, type Operation } from "./operations.ts";
import type { Subject } from "./subject.ts";
import { pixelsOf, type ModelOrder, type World } from "./world.ts";

/** The real thing, and who watches it. */
export interface Real {
  subject: Subject;
  witness: Witness;
}

export type Command = fc.AsyncCommand<World, Real>;

/** Two shops with the same pixels and the same order ids: nothing may cross over. */
export const SHOPS = ["northpine.myshopify.com", "other.myshopify.com"] as const;
export const PIXELS = ["CPIXELA", "CPIXELB", "CPIXELC"] as const;

type Resolve = (world: Readonly<World>) => Operation | undefined;

/** An operation on both sides; `resolve` makes it of what there is, or says that it cannot be. */
class Operate implements Command {
  readonly #resolve: Resolve;
  readonly #name: string;

  constructor(resolve: Resolve, name: string) {
    this.#resolve = resolve;
    this.#name = name;
  }

  check(world: Readonly<World>): boolean {
    return this.#resolve(world) !== undefined;
  }

  async run(world: World, { subject, witness }: Real): Promise<void> {
    const operation = this.#resolve(world);
    if (operation === undefined) return;
    const answered = await inDatabase(subject, operation);
    expect(answered).toEqual(inModel(world, operation));
    await witness.look(subject, world);
  }

  toString(): string {
    return this.#name;
  }
}

/** Time goes on, or the clock is set back a little. */
class Advance implements Command {
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  check({ workers }: Readonly<World>): boolean {
    // Whoever has claimed sends within the lease, by one clock.
    return this.#ms > 0 || workers.every(({ batches }) => batches.length === 0);
  }

  run(world: World, { subject }: Real): Promise<void> {
    world.now += this.#ms;
    subject.clock.now = world.now;
    return Promise.resolve();
  }

  toString(): string {
    return `advance(${this.#ms})`;
  }
}

const shop = fc.constantFrom(SHOPS[0], ...SHOPS);
const pixelCode = fc.constantFrom(PIXELS[0], ...PIXELS);
const lane = fc.constantFrom<LaneKind>("live", "live", "past");
const rarely = fc.nat({ max: 4 }).map((drawn) => drawn === 0);
const worker = fc.constantFrom<0 | 1>(0, 1);
const maybePixel = fc.option(pixelCode, { nil: undefined });
const named = <T>(
  drawn: fc.Arbitrary<T>,
  name: string,
  resolve: (one: T, world: Readonly<World>) => Operation | undefined,
) => drawn.map((one) => new Operate((world) => resolve(one, world), `${name}(${JSON.stringify(one)})`));

/** A new order, or one of those there are, told again. The ids are the same in both shops, and never those of what was erased. */
const order = named(
  fc.record({ shop, lane, test: rarely, skipped: rarely, again: rarely, pick: fc.nat() }),
  "order",
  ({ again, pick, ...told }, world) => {
    const known = again ? pickedOrder({ shop: told.shop, pick }, world) : undefined;
    const orderId = String(1000 + (world.toldOf[told.shop] ?? 0));
    const { lane, test, skipped } = known ?? told;
    return { kind: "order", shop: told.shop, orderId: known?.orderId ?? orderId, lane, test, skipped };
  },
);

const route = named(fc.record({ fails: rarely }), "route", (one) => ({ kind: "route", ...one }));
const connecting = fc.record({
  ...{ shop, pixelCode, replaces: maybePixel },
  testEventCode: fc.option(fc.constant("TEST1"), { nil: undefined, freq: 3 }),
});
/** Only what is connected can be replaced. */
const connect = named(connecting, "connect", ({ replaces, ...one }, world) => {
  const isThere = pixelsOf(world, one.shop).some(({ code }) => code === replaces);
  return { kind: "connect", ...one, replaces: isThere ? replaces : undefined };
});
const disconnect = named(fc.record({ shop, pixelCode: maybePixel }), "disconnect", (one) => ({
  kind: "disconnect",
  ...one,
}));
const probe = named(fc.constant(null), "probe", () => ({ kind: "probe" }));
const pickOrders = fc.record({ shop, all: rarely, pick: fc.nat() });
const replay = named(pickOrders, "replay", (one, world) => {
  const orderId = pickedOrder(one, world)?.orderId;
  return { kind: "replay", shop: one.shop, orderId: one.all ? undefined : orderId };
});
const redact = named(pickOrders, "redact", (one, world) => {
  const orderId = pickedOrder(one, world)?.orderId;
  return orderId === undefined ? undefined : { kind: "redact", shop: one.shop, orderIds: [orderId, "999"] };
});

function pickedOrder(one: { shop: string; pick: number }, world: Readonly<World>): ModelOrder | undefined {
  const known = world.orders.filter((told) => told.shop === one.shop);
  return known[one.pick % known.length];
}

const uninstall = named(shop, "uninstall", (one) => ({ kind: "uninstall", shop: one }));
const redactShop = named(shop, "redactShop", (one) => ({ kind: "redactShop", shop: one }));

const claim = fc
  .record({ worker, lanes: fc.integer({ min: 1, max: 4 }), batchSize: fc.integer({ min: 1, max: 5 }) })
  .map((one) => new Claim(one));
const claimTogether = fc.integer({ min: 1, max: 3 }).map((batchSize) => new ClaimTogether(batchSize));
const send = fc
  .record({ pick: fc.nat(), ending: fc.constantFrom(...OUTCOMES), counts: fc.boolean() })
  .map((one) => new Send(one));
const settle = fc.record({ pick: fc.nat(), together: fc.boolean() }).map((one) => new Settle(one));
const crash = worker.map((one) => new Crash(one));

const SHORT = [SECOND, 5 * SECOND, 5 * SECOND, 21 * SECOND, MINUTE, MINUTE, 16 * MINUTE];
const LONG = [-MINUTE, HOUR, 7 * HOUR, 2 * DAY, 2 * DAY + SECOND, 29 * DAY];
const advance = fc.constantFrom(...SHORT, ...SHORT, ...LONG).map((ms) => new Advance(ms));

const often = <T>(times: number, one: T): T[] => Array<T>(times).fill(one);

/** Sequences of commands; what moves a delivery is drawn more often than what ends everything. */
export const commands = fc.commands<World, Real, false>(
  [
    ...[...often(6, order), ...often(6, route), ...often(3, connect), disconnect, uninstall, redactShop],
    ...[...often(9, claim), ...often(3, claimTogether), ...often(14, send), ...often(12, settle)],
    ...[...often(8, advance), crash, ...often(2, probe), ...often(2, replay), redact],
  ] as fc.Arbitrary<Command>[],
  { maxCommands: 60, size: "large" },
);

/** Something to begin with: most of what happens to a shop happens once it has pixels and orders. */
export function beginning(): Command[] {
  const [shop] = SHOPS;
  const [first, second] = PIXELS;
  const order = { kind: "order", shop, lane: "live", test: false, skipped: false } as const;
  const operations: Operation[] = [
    ...[first, second].map((pixelCode) => ({ kind: "connect" as const, shop, pixelCode, ...NOTHING })),
    ...["1000", "1001", "1002"].map((orderId) => ({ ...order, orderId })),
    { kind: "route", fails: false },
  ];
  return operations.map((operation) => new Operate(() => operation, operation.kind));
}

const NOTHING = { replaces: undefined, testEventCode: undefined };
