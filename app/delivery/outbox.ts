import type { KeptHint } from "../attribution/claims.ts";
import type { VouchedOrder } from "../orders/order-book.server.ts";
import type { AttemptResult } from "./outcome.ts";
import type { NextStep } from "./retry-policy.ts";

/** A connected pixel an order may go to. */
export interface DuePixel {
  code: string;
  testEventCode: string | null;
  paused: boolean;
}

/** An order in the inbox whose time has come, with the pixels it may go to. */
export interface DueOrder {
  ref: number;
  shop: string;
  orderId: string;
  lane: LaneKind;
  /** The reduced order, JSON. */
  facts: string;
  receivedAt: number;
  /** The newest webhook topic that told of it; `orders/paid` stays. */
  topic: string;
  pixels: readonly DuePixel[];
  /** The merchant's settings document, JSON, if there is one. */
  settings: string | null;
  /** ISO 3166-1 alpha-2, where the shop is. */
  shopCountry: string | null;
  /** What browsers reported of its checkout, oldest first. */
  hints: readonly KeptHint[];
  /** What Shopify's customer journey told, JSON (app/attribution/claims.ts). */
  journey: string | null;
  /** The customer journey was asked for, whatever came of it. */
  journeyAsked: boolean;
  /** The trace it came in by. */
  traceparent: string | null;
}

/** What routing makes of an order for one pixel: an event, perhaps with the reason why it is not sent. */
export interface NewDelivery {
  eventName: string;
  eventId: string;
  pixelCode: string;
  /** The exact event, JSON. */
  event: string;
  /** Milliseconds since the epoch. */
  placedAt: number;
  state: "pending" | "paused" | "skipped";
  reason: string | undefined;
}

/** What routing an order came to. */
export type Routing =
  | {
      kind: "routed";
      deliveries: NewDelivery[];
      /** Why the order has the click id it has, and why its data may be sent or not: two JSON texts for the receipt. */
      attribution: string;
      consent: string;
      /** The click id it goes out with, where it has one, and its carrier: what lists look for. */
      click?: { carrier: string; clickId: string } | undefined;
      /** The trace its deliveries go on in. */
      traceparent?: string | undefined;
    }
  /** Look again after `delayMs`: the customer journey was asked for. */
  | { kind: "asking"; delayMs: number }
  /** Look again when the order is told anew, and at the latest at `until`. */
  | { kind: "waiting"; waitingFor: "payment"; until: number }
  /** The order could not be mapped. It is looked at again later. */
  | { kind: "failed" };

/** Turns an order into deliveries. Must not throw, and may be asked twice about one order. */
export type Route = (order: DueOrder) => Routing;

/** A delivery that this worker may send until its lease ends. */
export interface Claimed {
  id: number;
  shop: string;
  orderId: string;
  pixelCode: string;
  lane: LaneKind;
  event: string;
  attempts: number;
  ambiguousAt: number | undefined;
  placedAt: number;
  lease: string;
  /** The trace that made it. */
  traceparent: string | null;
  /** How many deliveries the batch had that it was claimed with. */
  batchSize: number;
}

/** What is new, and what a backfill brought in: the past is never in front of the new. */
export type LaneKind = "live" | "past";

/** The line of deliveries of one kind to one pixel of one shop, with something to do. Lanes take turns. */
export interface Lane {
  shop: string;
  pixelCode: string;
  kind: LaneKind;
  /** When its next delivery may be sent, milliseconds since the epoch. */
  dueAt: number;
}

/** A lane to take a batch from, and the lease to take it under. */
export interface LaneClaim extends Pick<Lane, "shop" | "pixelCode" | "kind"> {
  lease: string;
}

/** What a claim asks for. */
export interface ClaimRequest {
  now: number;
  leaseMs: number;
  /** The most deliveries of one batch. */
  batchSize: number;
}

/** The end of one claimed delivery's turn. `attempt` is absent when nothing was sent. */
export interface Settlement {
  claimed: Claimed;
  step: NextStep;
  attempt?: {
    startedAt: number;
    durationMs: number;
    result: AttemptResult;
    testEventCode: string | undefined;
    /** Names the connection whose token was used: when it was made, milliseconds since the epoch. */
    connectedAt: number;
    /** Its token had been refused before: an event that arrives shows that it is taken again. */
    pixelPaused: boolean;
  };
  at: number;
  /** Where it is told how the settlement ended. */
  trace?: SettlementTrace | undefined;
}

/** A settlement's part of its order's trace. */
export interface SettlementTrace {
  traceId: string;
  /** Whether the lease held; undefined when it could not be written. */
  ended(held: boolean | undefined): void;
}

/** An order that may be added. */
export type ForeseenOrder = Pick<
  VouchedOrder,
  "orderId" | "lane" | "facts" | "topic" | "receivedAt" | "checkoutToken" | "journey"
>;

/** When there is something to do next, milliseconds since the epoch; `Infinity` when nothing waits. */
export interface NextWork {
  routeAt: number;
  probeAt: number;
}

/** The durable outbox. Every statement that ends a lease names the lease. Times are milliseconds since the epoch. */
export interface Outbox {
  /**
   * Turns due orders into deliveries with `route`, at most `limit`; an order without a pixel is parked until one is connected. One that
   * `route` cannot map is looked at again in an hour, and holds up nobody else. Resolves to how many were looked at.
   */
  routeDue(now: number, limit: number, route: Route): Promise<number>;
  /** Every lane that has something to send, now or later: what is new before the past, the one that was served longest ago first. */
  lanes(): Promise<Lane[]>;
  /**
   * Leases the oldest due deliveries of each lane as a batch, counting the attempt, all in one transaction. A lease that ran out is taken over, its attempt
   * marked as of unknown fate. A batch is empty where somebody else was faster.
   */
  claim(lanes: readonly LaneClaim[], request: ClaimRequest): Promise<Claimed[][]>;
  /** Writes the settlements in one transaction; says of each whether the lease still held. */
  settle(settlements: readonly Settlement[]): Promise<boolean[]>;
  /**
   * Makes one delivery due of each paused pixel whose time to be tried has come: TikTok may take the token again without the merchant reconnecting. Resolves to
   * how many pixels were looked at.
   */
  probe(now: number): Promise<number>;
  /** One order as routing would get it, whatever has become of it. */
  orderOf(shop: string, orderId: string): Promise<DueOrder | undefined>;
  /** Orders as routing would get them if they were added now. */
  foreseen(shop: string, orders: readonly ForeseenOrder[]): Promise<DueOrder[]>;
  nextWork(): Promise<NextWork>;
}
