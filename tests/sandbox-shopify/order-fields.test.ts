import { describe, expect, it } from "vitest";
import { decimal } from "../../sandbox/shopify/graphql/fields/values.ts";
import { draft, openSimulatedShop } from "./simulated-shop.ts";

const money = (name: string) => `${name} { shopMoney { amount currencyCode } presentmentMoney { amount } }`;

/** All that a reconciliation could want of an order. */
const EVERYTHING = `query ($id: ID!) { order(id: $id) {
  id legacyResourceId name number confirmationNumber createdAt updatedAt processedAt cancelledAt cancelReason closedAt closed
  test confirmed note poNumber tags displayFinancialStatus displayFulfillmentStatus fullyPaid unpaid returnStatus
  paymentGatewayNames currencyCode presentmentCurrencyCode taxesIncluded taxExempt dutiesIncluded estimatedTaxes
  ${money("totalPriceSet")} ${money("originalTotalPriceSet")} ${money("currentTotalPriceSet")} ${money("subtotalPriceSet")}
  ${money("currentSubtotalPriceSet")} ${money("totalShippingPriceSet")} ${money("totalTaxSet")} ${money("currentTotalTaxSet")}
  ${money("totalDiscountsSet")} ${money("totalReceivedSet")} ${money("totalOutstandingSet")}
  taxLines { title rate ratePercentage ${money("priceSet")} }
  discountCode discountCodes
  discountApplications(first: 2) { nodes { index allocationMethod targetType value { ... on PricingPercentageValue { percentage } }
    ... on DiscountCodeApplication { code } } }
  shippingLine { id title code source isRemoved } shippingLines(first: 2) { nodes { ${money("originalPriceSet")} } }
  transactions(first: 2) { id kind status gateway createdAt processedAt test ${money("amountSet")} }
  email phone customerLocale customerAcceptsMarketing
  customer { id legacyResourceId email phone firstName lastName displayName numberOfOrders locale verifiedEmail
    defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } defaultAddress { city countryCodeV2 } }
  billingAddress { id firstName lastName name address1 address2 city zip provinceCode country countryCodeV2 phone }
  shippingAddress { id city }
  sourceName sourceIdentifier app { id name } channelInformation { channelId channelDefinition { handle } } attribution { handle displayName }
  cartToken checkoutToken clientIp statusPageUrl totalWeight subtotalLineItemsQuantity currentSubtotalLineItemsQuantity
  customAttributes { key value }
  customerJourneySummary { ready customerOrderIndex daysToConversion momentsCount { count }
    firstVisit { landingPage source occurredAt utmParameters { source } } lastVisit { id referrerUrl } }
  lineItems(first: 1) { nodes { id title name sku vendor variantTitle quantity currentQuantity isGiftCard requiresShipping taxable
    customAttributes { key value } product { id legacyResourceId } variant { id } ${money("originalUnitPriceSet")} ${money("originalTotalSet")}
    ${money("discountedUnitPriceAfterAllDiscountsSet")} ${money("totalDiscountSet")}
    discountAllocations { ${money("allocatedAmountSet")} } taxLines { title } }
    pageInfo { hasNextPage endCursor } }
} }`;

type Tree = Record<string, unknown>;

describe("an order in the Admin API", () => {
  async function both() {
    const shop = openSimulatedShop();
    shop.orders.place(draft());
    await shop.time.advance(0);
    const webhook = shop.arrivals[0]?.body as Tree & {
      line_items: Tree[];
      customer: Tree;
      billing_address: Tree;
      total_price: string;
    };
    const { data, errors } = await shop.ask(EVERYTHING, { id: webhook["admin_graphql_api_id"] });
    expect(errors).toBeUndefined();
    return { shop, webhook, order: data?.["order"] as Tree };
  }

  it("is the order its webhook told of", async () => {
    const { webhook, order } = await both();
    const amountOf = (set: unknown) => (set as { shopMoney: { amount: string } }).shopMoney.amount;
    expect(order).toMatchObject({
      id: webhook["admin_graphql_api_id"],
      legacyResourceId: String(webhook["id"]),
      name: webhook["name"],
      number: webhook["order_number"],
      test: webhook["test"],
      email: webhook["email"],
      phone: webhook["phone"],
      customerLocale: webhook["customer_locale"],
      clientIp: webhook["browser_ip"],
      cartToken: webhook["cart_token"],
      checkoutToken: webhook["checkout_token"],
      sourceName: webhook["source_name"],
      statusPageUrl: webhook["order_status_url"],
      customAttributes: [{ key: "ttclid", value: "E.C.P.abc" }],
      currencyCode: webhook["currency"],
      displayFinancialStatus: "PAID",
    });
    expect(Number(amountOf(order["totalPriceSet"]))).toBe(Number(webhook.total_price));
    expect(Date.parse(String(order["createdAt"]))).toBe(Date.parse(String(webhook["created_at"])));
  });

  it("writes times in UTC and amounts without trailing zeros, where webhooks write neither", async () => {
    const { webhook, order } = await both();
    expect([webhook["created_at"], order["createdAt"]]).toEqual([
      "2026-11-20T05:00:00-07:00",
      "2026-11-20T12:00:00Z",
    ]);
    expect(["54.00", "59.90", "59.99", "0.00", "1000", "1200"].map(decimal)).toEqual([
      "54.0",
      "59.9",
      "59.99",
      "0.0",
      "1000.0",
      "1200.0",
    ]);
  });

  it("has its people, its lines, its discounts, its payments and its origin", async () => {
    const { webhook, order } = await both();
    const [line] = webhook.line_items;
    expect(order).toMatchObject({
      customer: {
        legacyResourceId: String(webhook.customer["id"]),
        displayName: "Wren Adler",
        numberOfOrders: "1",
        defaultEmailAddress: { emailAddress: "wren@buyer.example" },
        defaultPhoneNumber: null,
      },
      billingAddress: { name: "Wren Adler", zip: "80301", countryCodeV2: "US", phone: "+13035550177" },
      lineItems: {
        nodes: [
          {
            sku: line?.["sku"],
            product: { legacyResourceId: String(line?.["product_id"]) },
            variant: { id: `gid://shopify/ProductVariant/${String(line?.["variant_id"])}` },
            customAttributes: [{ key: "_engraving", value: "AB" }],
            originalTotalSet: { shopMoney: { amount: "108.0" } },
            discountedUnitPriceAfterAllDiscountsSet: { shopMoney: { amount: "48.6" } },
          },
        ],
        pageInfo: { hasNextPage: true },
      },
      discountApplications: { nodes: [{ index: 0, code: "WELCOME10", value: { percentage: 10 } }] },
      transactions: [{ kind: "SALE", status: "SUCCESS", gateway: "shopify_payments" }],
      app: { name: "Online Store" },
      channelInformation: { channelDefinition: { handle: "web" } },
      attribution: { handle: "web", displayName: "Online Store" },
      subtotalLineItemsQuantity: 4,
    });
  });

  it("pages its lines", async () => {
    const { shop, order } = await both();
    const { pageInfo } = order["lineItems"] as { pageInfo: { endCursor: string } };
    const { data } = await shop.ask(
      "query ($id: ID!, $after: String) { order(id: $id) { lineItems(first: 5, after: $after) { nodes { sku } pageInfo { hasNextPage } } } }",
      { id: order["id"], after: pageInfo.endCursor },
    );
    expect(data).toEqual({
      order: { lineItems: { nodes: [{ sku: "NP-RFS-S" }], pageInfo: { hasNextPage: false } } },
    });
  });

  it("has no journey until that is ready", async () => {
    const { shop, order } = await both();
    shop.shop.state.journeyDelay = 60_000;
    const journey = async () => {
      const ask =
        "query ($id: ID!) { order(id: $id) { customerJourneySummary { ready lastVisit { landingPage } } } }";
      return ((await shop.ask(ask, { id: order["id"] })).data?.["order"] as Tree)["customerJourneySummary"];
    };
    expect(await journey()).toEqual({ ready: false, lastVisit: null });
    await shop.time.advance(60_000);
    expect(await journey()).toMatchObject({
      ready: true,
      lastVisit: { landingPage: expect.any(String) as string },
    });
  });
});
