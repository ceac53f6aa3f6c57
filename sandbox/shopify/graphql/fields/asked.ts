/** What a field's answer may depend on beside its object. */
import type { ShopState } from "../../shop-state.ts";
import type { Position } from "../../../orders/order-index.ts";

/** Where a bulk operation is in its root connection: it reads the whole of it, a chunk at a time. */
export interface BulkReading {
  chunk: number;
  after: Position | undefined;
  /** Whether the last chunk was the end. */
  isDone: boolean;
}

/** The request a field is answered for. */
export interface Asked {
  state: ShopState;
  now: () => number;
  /** Set for a bulk operation: connections are then answered whole. */
  bulk?: BulkReading;
}

/** How the fields of one type are answered from the webhook's shape. A field without an entry is refused loudly. */
export type Fields<Source, Arguments = never> = Record<
  string,
  (source: Source, given: Arguments, asked: Asked) => unknown
>;

/** The tables of several types, by the type's name. */
export type FieldTables = Readonly<Record<string, Fields<never>>>;
