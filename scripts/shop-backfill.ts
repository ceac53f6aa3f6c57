import type { Store } from "../app/composition.server.ts";
import { backfillRange, isUnderWay } from "../app/reconciliation/backfill.ts";
import { translateFor } from "../app/locales/server-texts.ts";
import { backfillView, type BackfillRun } from "../app/ui/coverage/backfill-view.ts";
import { createFormats } from "../app/ui/formats.server.ts";
import { UsageError } from "./usage-error.ts";

/** What to bring in, as it was typed. */
export interface BackfillWords {
  from?: string | undefined;
  to?: string | undefined;
  "dry-run": boolean;
}

/** Asks for earlier orders, says how the newest backfill goes, or cancels it. The running server does the work. */
export function shopBackfill(
  store: Store,
  shop: string,
  words: BackfillWords,
  verb?: string,
): Promise<string> {
  if (verb === "show") return describe(store, shop);
  if (verb === "cancel") return cancel(store, shop);
  if (verb !== undefined)
    throw new UsageError(`backfill has no "${verb}": it is show, cancel, or a range of days`);
  return request(store, shop, words);
}

async function request(store: Store, shop: string, words: BackfillWords): Promise<string> {
  const known = await store.recordsOf(shop).shop();
  if (known === null || known.uninstalledAt !== null) throw new UsageError(`${shop} does not have the app`);
  const now = store.clock();
  const calendar = await store.coverage.book.calendarOf(shop);
  const { from = "", to = calendar.at(now).day } = words;
  const range = backfillRange(calendar, { from, to }, now);
  if (!range.ok)
    throw new UsageError(
      `--${range.about}: ${translateFor("en")(`coverage.backfill.range.${range.refusal}`)}`,
    );
  const { fromAt, toAt } = range;
  const dryRun = words["dry-run"];
  const whose = { shop, source: "command", requestedBy: undefined } as const;
  const id = await store.backfills.request({ ...whose, fromAt, toAt, dryRun }, now);
  if (id === undefined) throw new UsageError("another backfill of this shop is under way: see backfill show");
  const what = dryRun ? "A dry run" : "A backfill";
  return `${what} of ${from} to ${to} is begun by the running server within a minute. See: npm run shop -- backfill show --shop ${shop}\n`;
}

async function describe(store: Store, shop: string): Promise<string> {
  const [latest] = await store.backfills.latest(shop, 1);
  const calendar = await store.coverage.book.calendarOf(shop);
  const timezone = (await store.recordsOf(shop).shop())?.timezone ?? undefined;
  const around = { dayOf: (at: number) => calendar.at(at).day, usable: 0, now: store.clock() };
  const { run } = backfillView(latest, around, createFormats("en", timezone));
  return run === undefined ? "No earlier orders were ever asked for.\n" : linesOf(run);
}

function linesOf({ title, badge, sentence, counts }: BackfillRun): string {
  const lines = counts.map(({ label, orders }) => `${orders.padStart(9)}  ${label}\n`);
  return `${title}: ${badge.label}. ${sentence}\n${lines.join("")}`;
}

async function cancel(store: Store, shop: string): Promise<string> {
  const [latest] = await store.backfills.latest(shop, 1);
  if (latest === undefined || !isUnderWay(latest)) return "No backfill is under way.\n";
  await store.backfills.cancel(shop, latest.id, store.clock());
  return "Cancelled. What was brought in until now goes on its way.\n";
}
