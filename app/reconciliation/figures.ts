import { z } from "zod";
import type { Steps } from "../platform/ledger.ts";

const count = z.number().nonnegative();

/** What is kept of a day in `coverage_day.figures`. */
export const figuresSchema = z.object({
  purchases: count,
  values: z.record(z.string(), z.number()),
  fields: z.record(z.string(), count),
  latency: z.record(z.string(), count),
});

/** What TikTok accepted of a day, or of several: how many purchases, their values by currency, their match keys, and how long each took to get there. */
export type Figures = z.output<typeof figuresSchema>;

/** Counts a shop's accepted purchases that were placed from and before two moments. */
export interface CountFigures {
  /** Piece by piece, however many there are. */
  count(shop: string, span: { from: number; until: number }): Promise<Figures>;
  /** At one go, where there are few. */
  countFew(shop: string, span: { from: number; until: number }): Steps<Figures>;
}

/** Of a day without purchases. */
export const NO_FIGURES: Figures = { purchases: 0, values: {}, fields: {}, latency: {} };

/** Several days as one. */
export function sumOfFigures(days: readonly Figures[]): Figures {
  const sum: Figures = { purchases: 0, values: {}, fields: {}, latency: {} };
  for (const { purchases, values, fields, latency } of days) {
    sum.purchases += purchases;
    addTo(sum.values, values);
    addTo(sum.fields, fields);
    addTo(sum.latency, latency);
  }
  return sum;
}

function addTo(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, number] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + number;
}

/** The time within which a share (0 to 1) of the purchases reached TikTok, milliseconds; undefined without any. */
export function reachedWithin({ latency }: Pick<Figures, "latency">, share: number): number | undefined {
  const taken = Object.entries(latency)
    .map(([took, purchases]) => ({ took: Number(took), purchases }))
    .sort((a, b) => a.took - b.took);
  const wanted = share * taken.reduce((sum, { purchases }) => sum + purchases, 0);
  let seen = 0;
  return taken.find(({ purchases }) => (seen += purchases) >= wanted)?.took;
}
