import { z } from "zod";

/** An order's parts as the Admin API answers them: only what `orders-query.ts` asks for. What Shopify withholds is null. */

const side = z.object({ amount: z.string(), currencyCode: z.string() });
const money = z.object({ shopMoney: side, presentmentMoney: side });
const attributes = z.array(z.object({ key: z.string(), value: z.string().nullable() }));
const reference = z.object({ id: z.string() }).nullable();

const address = z
  .object({
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    city: z.string().nullable(),
    provinceCode: z.string().nullable(),
    zip: z.string().nullable(),
    countryCodeV2: z.string().nullable(),
    phone: z.string().nullable(),
  })
  .nullable();

/** A line of an order. */
export const lineSchema = z.object({
  id: z.string(),
  title: z.string(),
  name: z.string(),
  sku: z.string().nullable(),
  vendor: z.string().nullable(),
  quantity: z.number(),
  product: reference,
  variant: reference,
  customAttributes: attributes,
  originalUnitPriceSet: money,
  discountAllocations: z.array(z.object({ allocatedAmountSet: money })),
});

/** A shipping line of an order. */
export const shippingLineSchema = z.object({
  discountedPriceSet: money,
  taxLines: z.array(z.object({ priceSet: money })),
});

const visit = z.object({ landingPage: z.string().nullable(), occurredAt: z.string() }).nullable();

const scalars = {
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  processedAt: z.string(),
  cancelledAt: z.string().nullable(),
  test: z.boolean(),
  displayFinancialStatus: z.string().nullable(),
  sourceName: z.string().nullable(),
};

/** An order without its lines: the first line of it in a bulk result. */
export const orderSchema = z.object({
  ...scalars,
  landingPageUrl: z.string().nullable(),
  referrerUrl: z.string().nullable(),
  checkoutToken: z.string().nullable(),
  clientIp: z.string().nullable(),
  customerLocale: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  tags: z.array(z.string()),
  taxesIncluded: z.boolean(),
  paymentGatewayNames: z.array(z.string()),
  customAttributes: attributes,
  totalPriceSet: money,
  subtotalPriceSet: money.nullable(),
  totalTaxSet: money.nullable(),
  billingAddress: address,
  shippingAddress: address,
  customer: z
    .object({
      id: z.string(),
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
      defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
      defaultAddress: address,
    })
    .nullable(),
  customerJourneySummary: z
    .object({
      ready: z.boolean(),
      customerOrderIndex: z.number().nullable(),
      firstVisit: visit,
      lastVisit: visit,
    })
    .nullable(),
});

/** A page's `pageInfo`. */
export const pageInfoSchema = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** An order as a page has it, its first lines with it. */
export const wholeOrderSchema = orderSchema.extend({
  shippingLines: z.object({
    nodes: z.array(shippingLineSchema),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  }),
  lineItems: z.object({ nodes: z.array(lineSchema), pageInfo: pageInfoSchema }),
});

/** One line of the short list. */
export const listedOrderSchema = z.object(scalars);

export type AddressNode = z.infer<typeof address>;
export type AttributeNodes = z.infer<typeof attributes>;
export type MoneyNode = z.infer<typeof money>;
export type ListedOrderNode = z.infer<typeof listedOrderSchema>;
export type OrderNode = z.infer<typeof orderSchema>;
export type WholeOrderNode = z.infer<typeof wholeOrderSchema>;
export type LineNode = z.infer<typeof lineSchema>;
export type ShippingLineNode = z.infer<typeof shippingLineSchema>;
