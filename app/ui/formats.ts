import type { Translate } from "../locales/translate.ts";

/** A point in time for `<time>`: machine-readable, and in words. */
export interface Moment {
  iso: string;
  text: string;
}

/** Everything that depends on the reader's language and the shop's clock. Made on the server, so that server and browser show the same. */
export interface Formats {
  /** A text of the catalogue in the reader's language. */
  t: Translate;
  /** IANA name of the zone all times are in. */
  timeZone: string;
  /** To the second, e.g. "Nov 22, 2026, 6:43:24 PM". */
  moment(at: Date | number): Moment;
  /** To the minute and without the year, for lists. */
  shortMoment(at: Date | number): Moment;
  /** The time of a day, e.g. "6:43 PM". */
  time(at: Date | number): Moment;
  /** A day, e.g. "Sun, Nov 22". */
  day(at: Date | number): Moment;
  /** With the currency's own decimals; undefined without a value or a currency. */
  money(value: number | undefined, currency: string | undefined): string | undefined;
  /** Milliseconds in the unit that suits them, e.g. "182 ms", "1.2 sec", "5 min". */
  duration(ms: number): string;
  number(value: number): string;
  /** A share from 0 to 1, e.g. "62%". */
  percent(share: number): string;
  /** Names in a row, e.g. "cart, web pixel and line item". */
  list(names: readonly string[]): string;
}
