import type { AdminFailure } from "./admin-answer.ts";
import type { AdminOrders } from "./admin-orders.server.ts";
import type { Chunk } from "./backfill-intake.server.ts";
import type { DueBackfill } from "./backfill-state.server.ts";
import type { BulkDownload } from "./bulk-download.server.ts";
import { BulkResultError, readBulkLines, type BulkItem } from "./bulk-lines.ts";
import type { OrderRange } from "./orders-query.ts";

/** A step of reading; a failure is the last one. */
export type ReadingStep = ({ kind: "chunk" } & Chunk) | AdminFailure;

/** The cursor behind the last page. */
const END = "end";
/** Orders that are taken in together. Live orders are written between two chunks, so they are small. */
const CHUNK = 100;

/** The orders a backfill is about. */
export function rangeOf({ fromAt, toAt }: Pick<DueBackfill, "fromAt" | "toAt">): OrderRange {
  // Shopify's range includes its end.
  return { by: "processed_at", from: fromAt, until: toAt - 1 };
}

/** Reads a backfill's orders page by page, from its cursor on. */
export async function* readPages(
  reader: Pick<AdminOrders, "walk">,
  due: DueBackfill,
): AsyncGenerator<ReadingStep> {
  if (due.cursor === END) return;
  const after = due.cursor === "" ? undefined : due.cursor;
  for await (const step of reader.walk(due.shop, rangeOf(due), after)) {
    if (step.kind !== "ok") {
      yield step;
      return;
    }
    const { orders: found, unreadable, cursor = END } = step;
    yield { kind: "chunk", found, unreadable: unreadable.length, cursor };
  }
}

/** Reads a backfill's orders from the list at `url`, from its cursor on; in memory is one chunk. */
export async function* readList(
  download: (url: string) => Promise<BulkDownload>,
  url: string,
  { shopUrl, cursor }: DueBackfill,
): AsyncGenerator<ReadingStep> {
  const list = await download(url);
  if (list.kind !== "ok") {
    // An address that has run out is asked for anew with the operation's state.
    yield { kind: "unavailable" };
    return;
  }
  try {
    const items: BulkItem[] = [];
    for await (const item of readBulkLines(list.stream, { shopUrl, fromLine: Number(cursor) })) {
      items.push(item);
      if (items.length === CHUNK) yield chunkOf(items.splice(0));
    }
    if (items.length > 0) yield chunkOf(items);
  } catch (error) {
    yield error instanceof BulkResultError
      ? { kind: "malformed", what: error.message }
      : { kind: "unavailable" };
  }
}

function chunkOf(items: readonly BulkItem[]): ReadingStep {
  const found = items.flatMap((item) => (item.kind === "order" ? [item.found] : []));
  const cursor = String(items.at(-1)?.nextLine ?? 0);
  return { kind: "chunk", found, unreadable: items.length - found.length, cursor };
}
