/** Where the buyers are and how people there are called and write their phone numbers; `xxxx` becomes four digits of the buyer's own. */
const PLACES = [
  {
    ...{ first: "Jane", last: "O'Doe", city: "New York", zip: "10118" },
    ...{ province_code: "NY", country_code: "US", phone: "+1212555xxxx", atHome: "(212) 555-xxxx" },
  },
  {
    ...{ first: "Jörg", last: "Müller-Lüdenscheidt", city: "München", zip: "80331" },
    ...{ province_code: null, country_code: "DE", phone: "+491512345xxxx", atHome: "0151 2345xxxx" },
  },
  {
    ...{ first: "Siobhan", last: "Smith", city: "London", zip: "SW1Y 4LB" },
    ...{ province_code: "ENG", country_code: "GB", phone: "+44770090xxxx", atHome: "0770 090 xxxx" },
  },
  {
    ...{ first: "Zoë", last: "Lefèvre", city: "Saint-Denis", zip: "93200" },
    ...{ province_code: null, country_code: "FR", phone: "+3363998xxxx", atHome: "06 39 98 xxxx" },
  },
  {
    ...{ first: "花子", last: "山田", city: "東京", zip: "100-0001" },
    ...{ province_code: "JP-13", country_code: "JP", phone: "+81901234xxxx", atHome: "090-1234-xxxx" },
  },
];

/** The id of the order with this number. */
export function orderId(number: number): number {
  return 5_400_000_000_000 + number;
}

/**
 * An order webhook's body as Shopify sends it, with three lines and every match key. Each number makes another buyer: in turn from five countries, and every
 * third with a phone number that only the address has, written as at home. Such a number has to be read by its country's rules; one with a plus sign has not.
 */
export function threeLineOrder(number: number): Record<string, unknown> {
  const id = orderId(number);
  const place = PLACES[number % PLACES.length] ?? PLACES[0];
  const typedAtHome = number % 3 === 2;
  const both = (amount: string) => ({
    shop_money: { amount, currency_code: "USD" },
    presentment_money: { amount, currency_code: "USD" },
  });
  const own = (phone: string | undefined) => phone?.replace("xxxx", String(1000 + (number % 9000)));
  const address = {
    ...{ first_name: place?.first, last_name: place?.last, company: null },
    ...{ address1: "1 Main St", address2: null, city: place?.city, zip: place?.zip },
    ...{ province: "Province", province_code: place?.province_code },
    ...{ country: "Country", country_code: place?.country_code },
    ...{ phone: own(typedAtHome ? place?.atHome : place?.phone), latitude: 40.7, longitude: -74 },
  };
  const lines = [0, 1, 2].map((index) => ({
    id: id * 10 + index,
    admin_graphql_api_id: `gid://shopify/LineItem/${id * 10 + index}`,
    ...{ product_id: 8_000_000_000 + index, variant_id: 44_000_000_000 + index, sku: `SKU-${index}` },
    ...{
      title: "Ridge flannel shirt",
      name: "Ridge flannel shirt - M",
      vendor: "Northpine",
      variant_title: "M",
    },
    ...{
      quantity: 1 + index,
      current_quantity: 1 + index,
      price: "49.95",
      price_set: both("49.95"),
      grams: 300,
    },
    ...{
      total_discount: "0.00",
      total_discount_set: both("0.00"),
      gift_card: false,
      product_exists: true,
      taxable: true,
    },
    discount_allocations:
      index === 0 ? [{ amount: "4.99", amount_set: both("4.99"), discount_application_index: 0 }] : [],
    ...{
      properties: [],
      tax_lines: [{ price: "3.10", rate: 0.08, title: "State tax", price_set: both("3.10") }],
      duties: [],
    },
  }));
  return {
    ...{ id, admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${number}`, order_number: number },
    ...{
      created_at: "2026-11-22T12:00:00Z",
      processed_at: "2026-11-22T12:00:00Z",
      updated_at: "2026-11-22T12:00:01Z",
    },
    ...{
      currency: "USD",
      presentment_currency: "USD",
      taxes_included: false,
      test: false,
      cancelled_at: null,
    },
    ...{
      total_price: "312.31",
      total_price_set: both("312.31"),
      subtotal_price: "294.71",
      subtotal_price_set: both("294.71"),
    },
    ...{
      total_tax: "9.30",
      total_tax_set: both("9.30"),
      total_discounts: "4.99",
      total_tip_received: "0.00",
    },
    ...{
      financial_status: "paid",
      source_name: "web",
      tags: "",
      payment_gateway_names: ["shopify_payments"],
    },
    ...{
      checkout_token: "b1946ac92492d2347c6235b4d2611184",
      cart_token: "Z2NwLXVzLWVhc3Qx",
      browser_ip: `8.8.4.${number % 250}`,
    },
    client_details: {
      ...{ browser_ip: `8.8.4.${number % 250}`, accept_language: "en-US" },
      user_agent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    },
    ...{
      customer_locale: "en-US",
      email: `jane.${number}@example.com`,
      contact_email: `jane.${number}@example.com`,
      phone: typedAtHome ? null : own(place?.phone),
    },
    customer: {
      id: 7_000_000_000 + number,
      admin_graphql_api_id: `gid://shopify/Customer/${7_000_000_000 + number}`,
    },
    ...{
      billing_address: address,
      shipping_address: address,
      landing_site: "/products/shirt?ttclid=E.C.P.abc",
      referring_site: "https://www.tiktok.com/",
    },
    order_status_url: `https://northpine.example/548380009/orders/b1946ac92492d2347c6235b4d2611184/authenticate?key=abc`,
    note_attributes: [
      { name: "ttclid", value: `E.C.P.CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz${number}` },
      { name: "_ttp", value: "2abcDEF0123456789" },
      { name: "_tt_page", value: "https://northpine.example/products/shirt" },
      { name: "_tt_consent", value: "granted" },
      { name: "_tt_time", value: "1795348000" },
    ],
    shipping_lines: [
      {
        title: "Standard",
        price: "8.30",
        price_set: both("8.30"),
        discounted_price: "8.30",
        tax_lines: [],
        discount_allocations: [],
      },
    ],
    line_items: lines,
  };
}
