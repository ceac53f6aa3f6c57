import { translateFor } from "../locales/server-texts.ts";
import type { Formats, Moment } from "./formats.ts";

const TO_THE_SECOND: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "medium" };
const TO_THE_MINUTE: Intl.DateTimeFormatOptions = {
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
};

const TO_THE_DAY: Intl.DateTimeFormatOptions = { weekday: "short", month: "short", day: "numeric" };

/** Formats for a BCP 47 locale and an IANA time zone; a zone that is absent or unknown means UTC. */
export function createFormats(locale: string, timeZone: string | undefined): Formats {
  const zone = knownZone(timeZone) ?? "UTC";
  const moment = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    return (at: Date | number): Moment => ({ iso: new Date(at).toISOString(), text: format.format(at) });
  };
  const plain = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent" });
  return {
    t: translateFor(locale),
    timeZone: zone,
    moment: moment(TO_THE_SECOND),
    shortMoment: moment(TO_THE_MINUTE),
    time: moment({ timeStyle: "short" }),
    day: moment(TO_THE_DAY),
    money: (value, currency) =>
      value === undefined || currency === undefined
        ? undefined
        : new Intl.NumberFormat(locale, { style: "currency", currency }).format(value),
    duration: (ms) => formatDuration(ms, locale),
    number: (value) => plain.format(value),
    percent: (share) => percent.format(share),
    list: (names) => list.format(names),
  };
}

/** From how many milliseconds a unit is used, its length, and its decimals. The largest that fits wins. */
const UNITS = [
  { unit: "day", from: 48 * 3_600_000, length: 86_400_000, decimals: 0 },
  { unit: "hour", from: 3_600_000, length: 3_600_000, decimals: 0 },
  { unit: "minute", from: 60_000, length: 60_000, decimals: 0 },
  { unit: "second", from: 1000, length: 1000, decimals: 1 },
  { unit: "millisecond", from: 0, length: 1, decimals: 0 },
] as const;

function formatDuration(ms: number, locale: string): string {
  const { unit, length, decimals } = UNITS.find(({ from }) => ms >= from) ?? UNITS[4];
  const format = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: decimals } as const;
  return new Intl.NumberFormat(locale, format).format(Math.max(ms, 0) / length);
}

function knownZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
