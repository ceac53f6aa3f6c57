/** What Shopify's webhooks go through on a bad day, as shares of all webhooks. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Every share is from 0, none, to 1, all. */
export interface Weather {
  /** Never sent at all. Nobody can ask for them again: only the Admin API knows the order. */
  missed: number;
  /** Sent a second time, at some moment within `delayUpTo`. */
  duplicated: number;
  /** Tried for the first time at some moment within `delayUpTo`. */
  delayed: number;
  /** Milliseconds. */
  delayUpTo: number;
  /** Held back for up to a minute, so that younger ones overtake it. */
  reordered: number;
  /** Sent with another API version than the app asked for. */
  otherVersion: number;
  /** The version those name. Which keys an older payload has besides is not simulated. */
  version: string;
}

/** Nothing happens. */
export const fairWeather: Readonly<Weather> = {
  missed: 0,
  duplicated: 0,
  delayed: 0,
  delayUpTo: 4 * HOUR,
  reordered: 0,
  otherVersion: 0,
  version: "2026-07",
};

/** What becomes of one webhook: when each of its copies sets out, in milliseconds from now. None: it is missed. */
export interface Fate {
  departures: number[];
  version: string | undefined;
}

/** Draws a webhook's fate. The same numbers are drawn whatever the shares, so that one seed stays comparable under all of them. */
export function fateIn(weather: Weather, random: () => number): Fate {
  const falls = (share: number): boolean => random() < share;
  const isMissed = falls(weather.missed);
  const isDuplicated = falls(weather.duplicated);
  const isDelayed = falls(weather.delayed);
  const isReordered = falls(weather.reordered);
  const isOther = falls(weather.otherVersion);
  const [first, second] = [random(), random()];
  const held = isReordered ? first * MINUTE : 0;
  const departures = [Math.round(isDelayed ? first * weather.delayUpTo : held)];
  if (isDuplicated) departures.push(Math.round(second * weather.delayUpTo));
  return { departures: isMissed ? [] : departures, version: isOther ? weather.version : undefined };
}
