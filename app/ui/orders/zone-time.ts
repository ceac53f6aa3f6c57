/** Writes moments as ISO 8601 with a zone's own offset, e.g. 2026-11-22T18:43:24+01:00; a zone that is unknown means UTC. */
export function zoneTime(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "longOffset" },
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = [parts["year"], parts["month"], parts["day"]].join("-");
    const clock = [parts["hour"], parts["minute"], parts["second"]].join(":");
    const offset = /[+-]\d{2}:\d{2}/.exec((parts["timeZoneName"] ?? "").replace("\u2212", "-"))?.[0];
    return `${day}T${clock}${offset ?? "Z"}`;
  };
}
