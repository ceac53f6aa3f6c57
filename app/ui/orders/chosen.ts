/** Which orders of a page are chosen; `all`: all that match, on every page. */
export interface Chosen {
  all: boolean;
  ids: readonly string[];
}

export const NOTHING_CHOSEN: Chosen = { all: false, ids: [] };

/** What somebody ticks: one order, a range or all of the page by position, or all that match. */
export type Tick =
  | { kind: "one"; id: string; on: boolean }
  | { kind: "range"; from: number; to: number; on: boolean }
  | { kind: "page"; on: boolean }
  | { kind: "all"; on: boolean };

/** What is chosen after that, of a page with these orders. */
export function afterTick(chosen: Chosen, tick: Tick, page: readonly string[]): Chosen {
  // Who takes one order out of all that match means the others of the page.
  const before = chosen.all ? page : chosen.ids;
  switch (tick.kind) {
    case "one":
      return withIds(before, [tick.id], tick.on);
    case "range":
      return withIds(before, page.slice(tick.from, tick.to + 1), tick.on);
    case "page":
      return { all: false, ids: tick.on ? page : [] };
    case "all":
      return { all: tick.on, ids: tick.on ? page : [] };
  }
}

function withIds(before: readonly string[], ids: readonly string[], on: boolean): Chosen {
  const others = before.filter((id) => !ids.includes(id));
  return { all: false, ids: on ? [...others, ...ids] : others };
}
