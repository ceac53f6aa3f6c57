import { LOG_CARRIERS, LOG_STATES, type OrderFilter, type OrderSort } from "../../shops/order-filter.ts";
import { RECORDED_REASONS, type RecordedReason } from "../delivery/reasons.ts";

/** A place in the list: a time and a row (app/shops/order-keys.server.ts). */
export interface Place {
  at: number;
  ref: number;
}

/** What the order list's address says. Days are YYYY-MM-DD, in the shop's time zone. */
export interface OrderQuery extends Pick<OrderFilter, "states" | "carriers" | "pixels"> {
  /** The tab: one of ours, or `own-` and the id of a kept view. */
  view: string;
  search: string;
  reasons: readonly RecordedReason[];
  from: string;
  to: string;
  sort: OrderSort;
  after?: Place;
  before?: Place;
}

/** The tabs that every shop has, and what they ask for. */
export const BUILT_IN = {
  all: "",
  waiting: "state=undecided,sending,retrying,paused",
  stopped: "state=held,refused,expired",
  click: "carrier=cart_attribute,line_item,web_pixel,landing_site,customer_journey",
  skipped: "state=skipped",
} as const satisfies Readonly<Record<string, string>>;

/** The first moment and the first one after a day, milliseconds since the epoch; undefined for what is no day. */
export type DayRange = (day: string) => { startsAt: number; endsAt: number } | undefined;

/** Longer than any click id. */
const SEARCH_LENGTH = 500;
const PIXELS_READ = 20;
const FIRST: OrderSort = { by: "placed", newestFirst: true };

/** Reads an address; what it says that cannot be is passed over. */
export function readQuery(params: URLSearchParams): OrderQuery {
  const list = (name: string) => (params.get(name) ?? "").split(",").filter((one) => one !== "");
  const [after, before] = [readPlace(params.get("after")), readPlace(params.get("before"))];
  return {
    view: params.get("view") ?? "all",
    search: (params.get("q") ?? "").trim().slice(0, SEARCH_LENGTH),
    states: LOG_STATES.filter((one) => list("state").includes(one)),
    reasons: RECORDED_REASONS.filter((one) => list("reason").includes(one)),
    carriers: LOG_CARRIERS.filter((one) => list("carrier").includes(one)),
    pixels: [...new Set(list("pixel"))].slice(0, PIXELS_READ),
    from: readDay(params.get("from")),
    to: readDay(params.get("to")),
    sort: readSort(params.get("sort")),
    ...(after === undefined ? {} : { after }),
    ...(after !== undefined || before === undefined ? {} : { before }),
  };
}

/** The address of what is asked for, without a tab and without a page: the same for the same question. */
export function writeQuestion(query: OrderQuery): string {
  const params = new URLSearchParams();
  const add = (name: string, value: string) => {
    if (value !== "") params.set(name, value);
  };
  add("q", query.search);
  add("state", query.states.join(","));
  add("reason", query.reasons.join(","));
  add("carrier", query.carriers.join(","));
  add("pixel", query.pixels.join(","));
  add("from", query.from);
  add("to", query.to);
  const { by, newestFirst } = query.sort;
  if (by !== FIRST.by || newestFirst !== FIRST.newestFirst)
    add("sort", `${by}-${newestFirst ? "newest" : "oldest"}`);
  // Commas and colons may stay as they are: the address is for people, too.
  return params.toString().replaceAll("%2C", ",");
}

/** The whole address. */
export function writeQuery(query: OrderQuery): string {
  const params = new URLSearchParams(writeQuestion(query));
  if (query.view !== "all") params.set("view", query.view);
  if (query.after !== undefined) params.set("after", `${query.after.at}.${query.after.ref}`);
  if (query.before !== undefined) params.set("before", `${query.before.at}.${query.before.ref}`);
  return params.toString().replaceAll("%2C", ",");
}

/** The same on its first page. */
export function fromTheStart(query: OrderQuery): OrderQuery {
  const { view, search, states, reasons, carriers, pixels, from, to, sort } = query;
  return { view, search, states, reasons, carriers, pixels, from, to, sort };
}

/** The address of a changed question. */
export function asked(query: OrderQuery, change: Partial<OrderQuery>): string {
  return writeQuery({ ...fromTheStart(query), ...change });
}

/** What is looked for. */
export function filterOf(query: OrderQuery, dayRange: DayRange): OrderFilter {
  const { search, states, reasons, carriers, pixels, from, to } = query;
  return {
    ...(search === "" ? {} : { search }),
    ...{ states, reasons, carriers, pixels },
    from: dayRange(from)?.startsAt,
    until: dayRange(to)?.endsAt,
  };
}

/** Whether it asks for all orders. */
export function asksForAll(query: OrderQuery): boolean {
  return writeQuestion({ ...query, sort: FIRST }) === "";
}

/** A place as an address writes it; undefined for what is none. */
export function readPlace(text: string | null): Place | undefined {
  const [, at, ref] = /^(\d{1,15})\.(\d{1,10})$/.exec(text ?? "") ?? [];
  // PostgreSQL keeps rows' numbers in four bytes.
  return at === undefined || ref === undefined || Number(ref) >= 2 ** 31
    ? undefined
    : { at: Number(at), ref: Number(ref) };
}

function readDay(text: string | null): string {
  const day = text ?? "";
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : "";
}

function readSort(text: string | null): OrderSort {
  const [, by, end] = /^(placed|received)-(newest|oldest)$/.exec(text ?? "") ?? [];
  return by === "placed" || by === "received" ? { by, newestFirst: end === "newest" } : FIRST;
}
