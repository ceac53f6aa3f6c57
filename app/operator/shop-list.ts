import { oldestWaitingAt, TROUBLES, waitingIn, type SurveyedShop } from "./standing.ts";

/** Where a page of the list ended: by what it was sorted, and the shop. */
export interface ListPlace {
  rank: number;
  shop: string;
}

/** What is asked of the list. */
export interface ListQuestion {
  /** In the shop's address or its name, whatever the case; "" for all. */
  search: string;
  /** Those after this place. */
  after?: ListPlace | undefined;
}

/** Some of the shops. `next` is there while there are more. */
export interface ListPart {
  shops: SurveyedShop[];
  /** How many there are in all pages. */
  found: number;
  next?: ListPlace;
}

/** Shops on one page. */
export const LIST_PAGE = 25;

/** Shops in trouble first, the worst of them at the top; those that left come last. */
export function listShops(shops: readonly SurveyedShop[], { search, after }: ListQuestion): ListPart {
  const words = search.trim().toLowerCase();
  const found = shops
    .filter(({ shop, name }) => shop.includes(words) || (name ?? "").toLowerCase().includes(words))
    .map((one) => ({ one, place: { rank: rankOf(one), shop: one.shop } }))
    .sort((a, b) => compare(a.place, b.place));
  const rest = after === undefined ? found : found.filter(({ place }) => compare(place, after) > 0);
  const shown = rest.slice(0, LIST_PAGE);
  const last = shown.at(-1);
  return {
    shops: shown.map(({ one }) => one),
    found: found.length,
    ...(rest.length > shown.length && last !== undefined ? { next: last.place } : {}),
  };
}

/** Reads a place as `writePlace` writes it; undefined for anything else. */
export function readPlace(text: string | null): ListPlace | undefined {
  const [, rank, shop] = /^(\d{1,6}) ([a-z0-9.-]{1,255})$/.exec(text ?? "") ?? [];
  return rank === undefined || shop === undefined ? undefined : { rank: Number(rank), shop };
}

export function writePlace({ rank, shop }: ListPlace): string {
  return `${rank} ${shop}`;
}

const LEFT = 999_999;

/** The worst trouble decides, then all the others: each is worth more than all that are less bad. */
function rankOf({ troubles, uninstalledAt }: SurveyedShop): number {
  if (uninstalledAt !== null) return LEFT;
  const weight = troubles.reduce(
    (sum, trouble) => sum + 2 ** (TROUBLES.length - 1 - TROUBLES.indexOf(trouble)),
    0,
  );
  return 2 ** TROUBLES.length - 1 - weight;
}

function compare(a: ListPlace, b: ListPlace): number {
  return a.rank - b.rank || (a.shop < b.shop ? -1 : a.shop > b.shop ? 1 : 0);
}

/** All shops in a few numbers. */
export interface Totals {
  installed: number;
  left: number;
  inTrouble: number;
  waiting: number;
  oldestWaitingAt: number | undefined;
  eligible: number;
  accepted: number;
}

/** Sums up the shops; those that left count only as such. */
export function totalsOf(shops: readonly SurveyedShop[]): Totals {
  const here = shops.filter(({ uninstalledAt }) => uninstalledAt === null);
  const sum = (of: (shop: SurveyedShop) => number) => here.reduce((total, shop) => total + of(shop), 0);
  const oldest = here.map(oldestWaitingAt).filter((at) => at !== undefined);
  return {
    installed: here.length,
    left: shops.length - here.length,
    inTrouble: here.filter(({ troubles }) => troubles.length > 0).length,
    waiting: sum(waitingIn),
    oldestWaitingAt: oldest.length === 0 ? undefined : oldest.reduce((a, b) => Math.min(a, b)),
    eligible: sum(({ eligible }) => eligible),
    accepted: sum(({ accepted }) => accepted),
  };
}
