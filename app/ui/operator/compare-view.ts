import { settingsDiff } from "../../shops/settings-diff.ts";
import type { Settings } from "../../shops/settings.ts";
import type { Formats } from "../formats.ts";
import { changeLines, type ChangeLine } from "../settings/change-words.ts";

/** What is known of a shop's settings. */
export type ShopSettings =
  { shop: string; kind: "read"; settings: Settings } | { shop: string; kind: "unknown" | "unreadable" };

/** Two shops side by side. */
export interface CompareView {
  one: string;
  other: string;
  /** Undefined before two shops were named. */
  result?: { kind: "problem"; message: string } | { kind: "compared"; title: string; lines: ChangeLine[] };
  /** Shops to choose from. */
  shops: string[];
}

/** The settings of two shops beside each other; `pair` is undefined before two shops were named. */
export function compareView(
  asked: { one: string; other: string },
  pair: readonly [ShopSettings, ShopSettings] | undefined,
  shops: readonly string[],
  formats: Formats,
): CompareView {
  return {
    ...asked,
    shops: [...shops],
    ...(pair === undefined ? {} : { result: resultOf(pair, formats) }),
  };
}

function resultOf(
  [one, other]: readonly [ShopSettings, ShopSettings],
  formats: Formats,
): NonNullable<CompareView["result"]> {
  const { t } = formats;
  if (one.kind !== "read")
    return { kind: "problem", message: t(`operator.compare.${one.kind}`, { shop: one.shop }) };
  if (other.kind !== "read")
    return { kind: "problem", message: t(`operator.compare.${other.kind}`, { shop: other.shop }) };
  const lines = changeLines(settingsDiff(one.settings, other.settings), formats);
  const title =
    lines.length === 0
      ? t("operator.compare.same")
      : t("operator.compare.differences", { count: lines.length });
  return { kind: "compared", title, lines };
}
