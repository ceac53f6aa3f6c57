import { sumOf, type DayCoverage } from "../../reconciliation/coverage.ts";
import { reachedWithin, sumOfFigures, type Figures } from "../../reconciliation/figures.ts";
import type { UserField } from "../../tiktok/user-fields.ts";
import type { Formats } from "../formats.ts";

/** One number with what it is. */
export interface Figure {
  key: "value" | "clicks" | "latency";
  label: string;
  values: string[];
  note?: string;
}

/** One day of the chart. */
export interface ChartDay {
  day: string;
  label: string;
  accepted: number;
  /** Those that are not accepted yet, or have stopped. */
  open: number;
  /** The row of the table. */
  cells: string[];
}

/** How many purchases were sent with one kind of match key. */
export interface MatchKeyRow {
  key: string;
  label: string;
  share: number;
  shareText: string;
  /** What would raise it; absent where nearly all have it. */
  advice?: string;
}

/** What TikTok got in the last days. */
export interface FiguresView {
  heading: string;
  figures: Figure[];
  chart?: { label: string; days: ChartDay[] };
  keys: MatchKeyRow[];
}

/** The match keys as a merchant thinks of them: the fields of one are there or missing together. */
const KEYS = {
  ...{ ttclid: "ttclid", email: "email", phone: "phone", external_id: "external_id", ip: "user_agent" },
  ...{ ttp: "ttp", name: "last_name", address: "city" },
} as const satisfies Readonly<Record<string, UserField>>;

const NEARLY_ALL = 0.95;

/** The figures of some days, the newest first. */
export function figuresView(days: readonly DayCoverage[], formats: Formats): FiguresView {
  const sum = sumOfFigures(days.flatMap(({ figures }) => figures ?? []));
  return {
    heading: formats.t("home.figures.heading", { count: days.length }),
    figures: sum.purchases === 0 ? [] : figuresOf(sum, formats),
    // One day alone has nothing to be compared with.
    ...(days.length < 2 || sumOf(days).eligible === 0 ? {} : { chart: chartOf(days, formats) }),
    keys: sum.purchases === 0 ? [] : keysOf(sum, formats),
  };
}

function figuresOf(sum: Figures, formats: Formats): Figure[] {
  const { t } = formats;
  const clicks = sum.fields["ttclid"] ?? 0;
  const [median, slow] = [reachedWithin(sum, 0.5), reachedWithin(sum, 0.95)];
  const note = t("home.figures.clicks_note", { count: clicks, purchases: formats.number(sum.purchases) });
  const figures: Figure[] = [
    { key: "value", label: t("home.figures.value"), values: valuesOf(sum, formats) },
    {
      ...{ key: "clicks", label: t("home.figures.clicks"), note },
      values: [formats.percent(clicks / sum.purchases)],
    },
  ];
  if (median !== undefined && slow !== undefined)
    figures.push({
      ...{ key: "latency", label: t("home.figures.latency"), values: [formats.duration(median)] },
      note: t("home.figures.latency_note", { time: formats.duration(slow) }),
    });
  return figures;
}

/** A sum for each currency, the largest number first. */
function valuesOf({ values }: Pick<Figures, "values">, formats: Formats): string[] {
  const sums = Object.entries(values)
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([currency, value]) => formats.money(value, currency) ?? []);
  return sums.length === 0 ? [formats.t("home.figures.no_value")] : sums;
}

function chartOf(days: readonly DayCoverage[], formats: Formats): NonNullable<FiguresView["chart"]> {
  const most = Math.max(...days.map(({ eligible }) => eligible));
  return {
    label: formats.t("home.chart.label", { most: formats.number(most) }),
    days: days.toReversed().map(({ day, startsAt, accepted, eligible, figures }) => {
      const label = formats.day(startsAt).text;
      const worth =
        figures === undefined || figures.purchases === 0 ? "–" : formats.list(valuesOf(figures, formats));
      return {
        ...{ day, label, accepted, open: eligible - accepted },
        cells: [label, formats.number(eligible), formats.number(accepted), worth],
      };
    }),
  };
}

function keysOf({ purchases, fields }: Figures, { t, percent }: Formats): MatchKeyRow[] {
  return (Object.keys(KEYS) as (keyof typeof KEYS)[]).map((key) => {
    const share = (fields[KEYS[key]] ?? 0) / purchases;
    const words = { key, label: t(`home.keys.${key}.label`), share };
    const shareText = t("home.keys.of", { share: percent(share) });
    return share >= NEARLY_ALL
      ? { ...words, shareText }
      : { ...words, shareText, advice: t(`home.keys.${key}.advice`) };
  });
}
