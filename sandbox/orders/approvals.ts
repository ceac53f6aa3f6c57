/** What Shopify has approved the app to see of customers, and an order as its webhooks show it without. */
import type { ShopifyOrder } from "./order.ts";

/** Protected customer data at all (level 1), and its fields (level 2). */
export interface Approvals {
  customerData: boolean;
  name: boolean;
  email: boolean;
  phone: boolean;
  address: boolean;
}

/** As an app has it that asked for everything and got it. */
export const allApproved: Readonly<Approvals> = {
  ...{ customerData: true, name: true, email: true, phone: true, address: true },
};

type Field = Exclude<keyof Approvals, "customerData">;

/** Keys of a payload by the approval they need; as in the Admin API, city, province and country need none. */
const PROTECTED = new Map<string, Field>([
  ...["first_name", "last_name"].map((key) => [key, "name"] as const),
  ...["email", "contact_email"].map((key) => [key, "email"] as const),
  ["phone", "phone"],
  ...["address1", "address2", "zip", "latitude", "longitude"].map((key) => [key, "address"] as const),
]);

/** Objects of an order that are about the buyer; their `name` is a name, an order's or a line's is not. */
const ABOUT_BUYER = new Set(["customer", "default_address", "billing_address", "shipping_address"]);

/** The order with null where a field is not approved; the very order where all are. */
export function asApproved(order: ShopifyOrder, approvals: Approvals): object {
  const { name, email, phone, address } = approvals;
  return name && email && phone && address ? order : redacted(order, approvals, false);
}

function redacted(value: object, approvals: Approvals, isBuyer: boolean): object {
  const entries = Object.entries(value).map(([key, part]: [string, unknown]): [string, unknown] => {
    const field = isBuyer && key === "name" ? "name" : PROTECTED.get(key);
    if (field !== undefined && !approvals[field]) return [key, null];
    if (!ABOUT_BUYER.has(key) || typeof part !== "object" || part === null) return [key, part];
    return [key, redacted(part, approvals, true)];
  });
  return Object.fromEntries(entries);
}
