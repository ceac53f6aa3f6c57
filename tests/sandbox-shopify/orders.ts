/** Orders for these tests, in the webhook's shape. */
import type { AdminMoneySet, AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";

const usd = (amount: string): AdminMoneySet => ({
  shop_money: { amount, currency_code: "USD" },
  presentment_money: { amount, currency_code: "USD" },
});

/** An order numbered `number`, updated `number` minutes after a fixed start. */
export function order(number: number, changes: Partial<AdminOrder> = {}): AdminOrder {
  const at = new Date(Date.UTC(2026, 10, 20, 12, number)).toISOString();
  return {
    id: 5_600_000_000_000 + number,
    admin_graphql_api_id: `gid://shopify/Order/${5_600_000_000_000 + number}`,
    name: `#${1000 + number}`,
    order_number: 1000 + number,
    created_at: at,
    updated_at: at,
    processed_at: at,
    test: false,
    confirmed: true,
    taxes_included: false,
    currency: "USD",
    presentment_currency: "USD",
    financial_status: "paid",
    source_name: "web",
    landing_site: "/?ttclid=E.C.P.abc&utm_source=tiktok&utm_campaign=spring",
    browser_ip: "24.48.0.1",
    email: "wren@buyer.example",
    order_status_url: "https://quillwood.myshopify.com/1/orders/x/authenticate?key=y",
    tags: "",
    total_price_set: usd("59.00"),
    current_total_price_set: usd("59.00"),
    subtotal_price_set: usd("48.00"),
    total_shipping_price_set: usd("6.00"),
    total_tax_set: usd("5.00"),
    total_discounts_set: usd("6.00"),
    discount_codes: [{ code: "WELCOME10" }],
    note_attributes: [{ name: "ttclid", value: "E.C.P.abc" }],
    line_items: [
      {
        admin_graphql_api_id: `gid://shopify/LineItem/${number}`,
        title: "Field shirt",
        name: "Field shirt - M",
        sku: "FS-M",
        quantity: 2,
        current_quantity: 2,
        gift_card: false,
        product_id: 81,
        variant_id: 811,
        price_set: usd("27.00"),
        properties: [],
        discount_allocations: [{ amount: "6.00", amount_set: usd("6.00") }],
      },
    ],
    customer: {
      admin_graphql_api_id: "gid://shopify/Customer/9",
      first_name: "Wren",
      last_name: "Adler",
      email: "wren@buyer.example",
    },
    ...changes,
  };
}
