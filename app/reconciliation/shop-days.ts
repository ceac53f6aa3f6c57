import { DAY, MINUTE } from "../platform/clock.ts";

/** One day of a shop. Milliseconds since the epoch; it ends where the next one begins. */
export interface ShopDay {
  /** YYYY-MM-DD. */
  day: string;
  startsAt: number;
  endsAt: number;
}

/** A shop's calendar: its days begin when its own clocks say so, and some are 23 or 25 hours long. */
export interface ShopCalendar {
  /** The day a moment belongs to. */
  at(moment: number): ShopDay;
  /** A day by its name, YYYY-MM-DD; undefined for what is no day. */
  named(day: string): ShopDay | undefined;
  /** The last `count` days, the one of `now` first. */
  last(count: number, now: number): ShopDay[];
}

/** Minutes. No zone is further from UTC. */
const FARTHEST = 15 * 60;

/** The calendar of an IANA time zone; one that is absent or unknown means UTC. */
export function shopCalendar(timeZone: string | undefined): ShopCalendar {
  const format = formatOf(timeZone) ?? formatOf("UTC");
  const nameOf = (moment: number): string => format?.format(moment) ?? "";

  /** The first moment of a day, to the minute: clocks never go back over midnight to a day that was over. */
  function startOf(day: string): number {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    let [before, from] = [-FARTHEST, FARTHEST];
    while (from - before > 1) {
      const middle = (before + from) >> 1;
      if (nameOf(midnight + middle * MINUTE) < day) before = middle;
      else from = middle;
    }
    return midnight + from * MINUTE;
  }

  const ranged = (day: string): ShopDay => ({ day, startsAt: startOf(day), endsAt: startOf(dayAfter(day)) });
  return {
    at: (moment) => ranged(nameOf(moment)),
    named: (day) => (isDay(day) ? ranged(day) : undefined),
    last(count, now) {
      const days: ShopDay[] = [];
      for (let day = nameOf(now); days.length < count; day = dayAfter(day, -1)) days.push(ranged(day));
      return days;
    },
  };
}

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat | undefined {
  if (timeZone === undefined) return undefined;
  try {
    // Swedes write dates as ISO 8601 does.
    return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  } catch {
    return undefined;
  }
}

/** Days have no clock here: in UTC each is as long as any other. */
function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(at) && dayAfter(day, 0) === day;
}
