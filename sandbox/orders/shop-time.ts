/** A time as Shopify writes it, with the shop's offset and whole seconds. The sandbox's shop has no summer time. */
export function shopTime(milliseconds: number): string {
  const offsetHours = 7;
  return new Date(milliseconds - offsetHours * 3_600_000).toISOString().replace(/\.\d+Z$/, "-07:00");
}
