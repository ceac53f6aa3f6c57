/** The sales channels whose orders are not a shopper's answer to an ad. */
export type ChannelRefusal = "channel_pos" | "channel_draft" | "channel_renewal" | "channel_other_app";

const CHANNELS: ReadonlyMap<string, ChannelRefusal> = new Map([
  ["pos", "channel_pos"],
  ["shopify_draft_order", "channel_draft"],
  ["subscription_contract", "channel_renewal"],
  ["subscription_contract_checkout_one", "channel_renewal"],
]);

/** The online store's own app id, which older orders name instead of `web`. */
const ONLINE_STORE = "580111";

/**
 * Why the orders of a sales channel (Shopify's `source_name`) are no shopper's answer to an ad. Other apps, TikTok Shop among them, name themselves by their
 * numeric id; TikTok counts its own shop's orders itself.
 */
export function channelRefusal(source: string | undefined): ChannelRefusal | undefined {
  if (source === undefined || source === ONLINE_STORE) return undefined;
  return CHANNELS.get(source) ?? (/^\d+$/.test(source) ? "channel_other_app" : undefined);
}
