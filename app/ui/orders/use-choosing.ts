import type { IndexTableProps } from "@shopify/polaris";
import { useState } from "react";
import { afterTick, NOTHING_CHOSEN, type Chosen, type Tick } from "./chosen.ts";
import type { OrderLineView } from "./order-line.ts";

/** Which orders are chosen, and the wish to send them again. */
export interface Choosing {
  has(ref: number): boolean;
  count: number;
  /** All that match are meant. */
  all: boolean;
  /** The chosen rows; undefined for all that match. */
  refs: readonly string[] | undefined;
  tick(tick: Tick): void;
  /** The same, as Polaris' table tells it. */
  onSelectionChange: NonNullable<IndexTableProps["onSelectionChange"]>;
  /** Somebody wants to send them again. */
  sending: boolean;
  setSending(sending: boolean): void;
}

/** Nothing is chosen at first. */
export function useChoosing(lines: readonly OrderLineView[]): Choosing {
  const [sending, setSending] = useState(false);
  const [chosen, setChosen] = useState<Chosen>(NOTHING_CHOSEN);
  const page = lines.map(({ ref }) => String(ref));
  const { all, ids } = chosen;
  const tick = (one: Tick) => {
    setChosen((before) => afterTick(before, one, page));
  };
  return {
    ...{ all, tick, sending, setSending },
    has: (ref) => all || ids.includes(String(ref)),
    count: all ? page.length : ids.length,
    refs: all ? undefined : ids,
    onSelectionChange: (type, on, selection) => {
      const told = tickOf(type, on, selection);
      if (told !== undefined) tick(told);
    },
  };
}

/** `type` is one of single, multi, range, page and all; a multi is a range with the shift key. */
function tickOf(
  type: string,
  on: boolean,
  selection: Parameters<Choosing["onSelectionChange"]>[2],
): Tick | undefined {
  if (typeof selection === "string") return { kind: "one", id: selection, on };
  if (selection !== undefined) return { kind: "range", from: selection[0], to: selection[1], on };
  return type === "page" || type === "all" ? { kind: type, on } : undefined;
}
