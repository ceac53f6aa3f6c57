import { TEST_CLICK_PREFIX } from "../attribution/click-id.ts";

const TEST_CLICK = new RegExp(`^${TEST_CLICK_PREFIX}[a-z0-9]{10,40}$`);

/** A click id for one click test, from a UUID. It travels like a real one, and is never sent to TikTok. */
export function testClickId(uuid: string): string {
  return TEST_CLICK_PREFIX + uuid.replaceAll("-", "").slice(0, 20);
}

/** Whether a page's address names a click test of ours. */
export function isTestClickId(value: string | null): value is string {
  return value !== null && TEST_CLICK.test(value);
}

/** The shop's own front page as an ad with this click id would open it. `shopUrl` is what Shopify told; without it, the shop's domain is used. */
export function storefrontLink(shop: string, shopUrl: string | null, clickId: string): string {
  const url = new URL(shopUrl ?? `https://${shop}`);
  url.searchParams.set("ttclid", clickId);
  return url.href;
}
