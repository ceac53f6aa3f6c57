import { MINUTE } from "../platform/clock.ts";

/** How one shop stands, as the database has it. Times in milliseconds since the epoch; counts end where nobody counts any further. */
export interface ShopStanding {
  shop: string;
  name: string | null;
  installedAt: number;
  uninstalledAt: number | null;
  /** Why the Admin API cannot be asked. */
  adminProblem: string | null;
  webPixel: boolean;
  pixels: number;
  pausedPixels: number;
  lastOrderAt: number | null;
  lastAcceptedAt: number | null;
  waitingOrders: number;
  oldestOrderAt: number | null;
  pending: number;
  leased: number;
  retrying: number;
  paused: number;
  oldestPendingAt: number | null;
  oldestLeasedAt: number | null;
  oldestRetryingAt: number | null;
  oldestPausedAt: number | null;
  /** Of the last seven days, as all that follows. */
  held: number;
  refused: number;
  unreadable: number;
  eligible: number;
  accepted: number;
}

/** What is wrong in a shop, the worst first. */
export const TROUBLES = [
  "token_refused",
  "shut",
  "pixel_paused",
  "late",
  "refused",
  "coverage",
  "held",
  "unreadable",
  "unconnected",
  "no_web_pixel",
] as const;

export type Trouble = (typeof TROUBLES)[number];

/** A shop with what is wrong in it. */
export interface SurveyedShop extends ShopStanding {
  troubles: readonly Trouble[];
}

/** Longer than this nothing waits that nobody has to do anything about. */
const LATE_MS = 10 * MINUTE;
/** Below this share of its orders something is lost, not just under way. */
const POOR_COVERAGE = 0.95;
/** Few orders say nothing about a share. */
const ENOUGH_ORDERS = 20;

/** What is wrong in a shop at a moment. Nothing is in one that has left. */
export function troublesOf(shop: ShopStanding, now: number): Trouble[] {
  if (shop.uninstalledAt !== null) return [];
  const isSo: Readonly<Record<Trouble, boolean>> = {
    token_refused: shop.adminProblem === "token_refused",
    shut: shop.adminProblem === "shut",
    pixel_paused: shop.pausedPixels > 0,
    late: now - (oldestMovingAt(shop) ?? now) > LATE_MS,
    refused: shop.refused > 0,
    coverage: shop.eligible >= ENOUGH_ORDERS && shop.accepted < shop.eligible * POOR_COVERAGE,
    held: shop.held > 0,
    unreadable: shop.unreadable > 0,
    unconnected: shop.pixels === 0 && shop.waitingOrders > 0,
    no_web_pixel: shop.pixels > 0 && !shop.webPixel,
  };
  return TROUBLES.filter((trouble) => isSo[trouble]);
}

/** Since when the oldest waits of what should go out by itself: what is paused waits for the merchant, and a delivery that is tried again has its reason. */
function oldestMovingAt(shop: ShopStanding): number | undefined {
  const orders = shop.pixels > 0 ? shop.oldestOrderAt : null;
  return earliest([shop.oldestPendingAt, shop.oldestLeasedAt, orders]);
}

/** Since when the oldest waits of all there is. */
export function oldestWaitingAt(shop: ShopStanding): number | undefined {
  const { oldestPendingAt, oldestLeasedAt, oldestRetryingAt, oldestPausedAt, oldestOrderAt } = shop;
  return earliest([oldestPendingAt, oldestLeasedAt, oldestRetryingAt, oldestPausedAt, oldestOrderAt]);
}

/** How much waits in a shop: orders, and deliveries of whatever state. */
export function waitingIn({ waitingOrders, pending, leased, retrying, paused }: ShopStanding): number {
  return waitingOrders + pending + leased + retrying + paused;
}

function earliest(moments: readonly (number | null)[]): number | undefined {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? undefined : Math.min(...known);
}
