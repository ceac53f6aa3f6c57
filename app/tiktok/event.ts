/** The Events API's `user`: every field optional, absent when unknown (docs/event-mapping.md). */
export interface EventUser {
  /** SHA-256, as are phone, external_id, first_name, last_name and zip_code. */
  email?: string;
  phone?: string;
  external_id?: string;
  first_name?: string;
  last_name?: string;
  zip_code?: string;
  city?: string;
  state?: string;
  country?: string;
  ttclid?: string;
  ttp?: string;
  ip?: string;
  user_agent?: string;
  locale?: string;
}

/** `product`: one article, as a variant is. `product_group`: a product with all its variants. */
export type ContentType = "product" | "product_group";

export interface EventContent {
  content_id: string;
  content_type: ContentType;
  content_name?: string;
  brand?: string;
  /** Unit price after discounts, in `currency`. */
  price: number;
  quantity: number;
}

export interface EventProperties {
  currency?: string;
  value?: number;
  content_type: ContentType;
  contents: EventContent[];
  num_items: number;
  order_id: string;
}

/** One event of the Events API 2.0, as it is sent. */
export interface TikTokEvent {
  event: string;
  /** Unix seconds. */
  event_time: number;
  event_id: string;
  user: EventUser;
  properties?: EventProperties;
  page?: { url?: string; referrer?: string };
  /** Asks TikTok to process the event in a limited way; absent means no. */
  limited_data_use?: true;
}

/** The names TikTok reports a sale under: the current one, and the older one that many pixels still send. It deduplicates by the literal name. */
export const EVENT_NAMES = ["Purchase", "CompletePayment"] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** TikTok drops a second event of the same pixel, name and id: so the id is the order's, whoever sends it and however often. */
export function purchaseEventId(orderId: string): string {
  return `order_${orderId}`;
}
