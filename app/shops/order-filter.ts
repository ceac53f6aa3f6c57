import { CARRIERS } from "../attribution/attribution.ts";
import { STATES, type DeliveryState } from "../delivery/states.ts";

/** Where an order stands, as lists ask for it: what is ready and what is being sent is one, and an order that nothing was decided of has a state, too. */
export const LOG_STATES = [
  "undecided",
  "sending",
  "retrying",
  "paused",
  "held",
  "refused",
  "expired",
  "delivered",
  "skipped",
] as const satisfies readonly ("undecided" | "sending" | DeliveryState)[];

export type LogState = (typeof LOG_STATES)[number];

/** The ways a click id came, and none. */
export const LOG_CARRIERS = [...CARRIERS, "none"] as const;

export type LogCarrier = (typeof LOG_CARRIERS)[number];

/** What orders are looked for. Nothing named means all of them; within one list any of its members will do. */
export interface OrderFilter {
  /** An order's name or number, a click id, or the beginning of a name or of a click id. */
  search?: string | undefined;
  states: readonly LogState[];
  reasons: readonly string[];
  carriers: readonly LogCarrier[];
  pixels: readonly string[];
  /** Placed from and before these moments, milliseconds since the epoch. */
  from?: number | undefined;
  until?: number | undefined;
}

export interface OrderSort {
  by: "placed" | "received";
  newestFirst: boolean;
}

/** A delivery as far as a filter looks at it. */
export interface DeliveryStanding {
  state: string;
  reason: string | null;
  pixelCode: string;
}

/** An order as far as a filter looks at it. */
export interface OrderStanding {
  placedAt: number;
  carrier: string;
  deliveries: readonly DeliveryStanding[];
}

/** Orders that an index has in the order of their times. */
export type KeyRange =
  { kind: "all" } | { kind: "state"; state: DeliveryState } | { kind: "carrier"; carrier: string };

/** Where the orders of a filter are. `exact`: all that are there are meant. */
export interface Ranges {
  ranges: KeyRange[];
  exact: boolean;
}

/** Names no order in particular. */
export const NO_FILTER: OrderFilter = { states: [], reasons: [], carriers: [], pixels: [] };

/** Whether one of an order's deliveries is meant: by its state, its reason and its pixel at once. */
export function isDeliveryMeant(
  filter: OrderFilter,
  { state, reason, pixelCode }: DeliveryStanding,
): boolean {
  return (
    meets(filter.states.flatMap(storedStates), state) &&
    (filter.reasons.length === 0 || (reason !== null && filter.reasons.includes(reason))) &&
    meets(filter.pixels, pixelCode) &&
    // Only of something undecided can that be said.
    (filter.states.length === 0 || filter.states.some((one) => one !== "undecided"))
  );
}

/** Whether an order is meant; what is searched for is not looked at. */
export function isOrderMeant(filter: OrderFilter, order: OrderStanding): boolean {
  const { from = -Infinity, until = Infinity, states, reasons, pixels } = filter;
  if (order.placedAt < from || order.placedAt >= until || !meets(filter.carriers, order.carrier))
    return false;
  if (states.length + reasons.length + pixels.length === 0) return true;
  if (order.deliveries.some((delivery) => isDeliveryMeant(filter, delivery))) return true;
  return (
    order.carrier === "undecided" && states.includes("undecided") && reasons.length + pixels.length === 0
  );
}

/** The narrowest ranges that have all orders of a filter. What was accepted is nearly everything: where more is asked of it, looking for it by its state saves nothing. */
export function rangesOf(filter: OrderFilter, { by }: OrderSort): Ranges {
  const { states, reasons, carriers, pixels } = filter;
  if (by === "received") return { ranges: [{ kind: "all" }], exact: isEmpty(filter) };
  const unpixelled = pixels.length === 0;
  const onlyStates = unpixelled && reasons.length === 0 && carriers.length === 0;
  if (states.length > 0 && (onlyStates || !states.includes("delivered")))
    return { ranges: states.flatMap(rangesOfState), exact: onlyStates };
  if (reasons.length > 0) return { ranges: STATES.filter(hasReasons).map(rangeOf), exact: false };
  const exact = unpixelled && states.length === 0;
  if (carriers.length === 0) return { ranges: [{ kind: "all" }], exact };
  return { ranges: carriers.map((carrier) => ({ kind: "carrier", carrier })), exact };
}

function isEmpty({ states, reasons, carriers, pixels, from, until }: OrderFilter): boolean {
  const named = states.length + reasons.length + carriers.length + pixels.length;
  return named === 0 && from === undefined && until === undefined;
}

function rangesOfState(state: LogState): KeyRange[] {
  return state === "undecided"
    ? [{ kind: "carrier", carrier: "undecided" }]
    : storedStates(state).map(rangeOf);
}

function storedStates(state: LogState): DeliveryState[] {
  if (state === "undecided") return [];
  return state === "sending" ? ["pending", "leased"] : [state];
}

function rangeOf(state: DeliveryState): KeyRange {
  return { kind: "state", state };
}

function hasReasons(state: DeliveryState): boolean {
  return state !== "delivered";
}

function meets(wanted: readonly string[], found: string): boolean {
  return wanted.length === 0 || wanted.includes(found);
}
