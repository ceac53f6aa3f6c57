import type { Country } from "./places.ts";
import type { Totals } from "./totals.ts";

/** Who buys and where it goes, as typed into the checkout. Absent lines of an address are "" in the form only. */
export interface Buyer {
  email: string;
  firstName: string;
  lastName: string;
  address1: string;
  address2: string | undefined;
  city: string;
  province: string;
  zip: string;
  country: Country;
  phone: string | undefined;
}

/** What Shopify keeps of the browser that bought. */
export interface BuyersBrowser {
  userAgent: string | undefined;
  acceptLanguage: string | undefined;
  ip: string;
  /** Path and query of the session's first page. */
  landingSite: string | undefined;
  /** Where the session came from. */
  referringSite: string | undefined;
}

/** How the buyer pays: at once by card, or when the parcel arrives. */
export type Payment = "card" | "cash_on_delivery";

/** Everything a completed checkout hands over to become an order. */
export interface OrderDraft {
  checkoutToken: string;
  /** Absent for Buy it now, which never had a cart. */
  cartToken: string | undefined;
  totals: Totals;
  attributes: Record<string, string>;
  note: string | undefined;
  discountCode: string | undefined;
  buyer: Buyer;
  browser: BuyersBrowser;
  payment: Payment;
  locale: string;
}

/** The parts of an order that the shop makes up when it is placed. */
export interface OrderIdentity {
  id: number;
  /** 1001, 1002, ... */
  number: number;
  token: string;
  confirmation: string;
  /** Milliseconds since the epoch. */
  at: number;
  statusUrl: string;
  /** The buyer's account, where the shop knows them already; a new one by default. */
  customerId?: number;
}
