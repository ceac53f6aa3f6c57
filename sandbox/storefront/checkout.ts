import { z } from "zod";
import type { Buyer } from "../orders/draft.ts";
import { countryByCode } from "../orders/places.ts";
import type { Country } from "../orders/places.ts";
import { knownDiscountCode, totalsOf } from "../orders/totals.ts";
import type { Line, Totals } from "../orders/totals.ts";
import type { Fields } from "./visit.ts";

/** A purchase on its way: its lines and attributes are fixed when it begins. */
export interface Checkout {
  token: string;
  lines: Line[];
  attributes: Record<string, string>;
  note: string | undefined;
  /** The cart it came from; Buy it now and permalinks have none. */
  cartToken: string | undefined;
  locale: string;
  /**
   * Set once it became an order: a second submit finds that order instead of placing another. `published` once
   * web pixels were told.
   */
  placed: { orderId: number; totals: Totals; published: boolean } | undefined;
}

/** The form as typed. */
export type CheckoutForm = z.infer<typeof formSchema>;

const typed = z.string().trim().max(300).default("");

const formSchema = z.object({
  email: typed,
  first_name: typed,
  last_name: typed,
  address1: typed,
  address2: typed,
  city: typed,
  province: typed,
  zip: typed,
  country: typed,
  phone: typed,
  discount: typed,
  payment: z.enum(["card", "cash_on_delivery"]).catch("card"),
  action: z.enum(["pay", "refresh"]).catch("refresh"),
});

/** A believable buyer who does not exist: example.com and 555-01xx numbers belong to nobody. */
export const testBuyer: CheckoutForm = {
  email: "maya.lindqvist@example.com",
  first_name: "Maya",
  last_name: "Lindqvist",
  address1: "1430 Larimer Street",
  address2: "",
  city: "Denver",
  province: "Colorado",
  zip: "80202",
  country: "US",
  phone: "+1 303-555-0142",
  discount: "",
  payment: "card",
  action: "refresh",
};

/** Messages by field name; empty when the form is good. */
export type FormErrors = Partial<Record<keyof CheckoutForm, string>>;

/** Reads the posted form; fields that are missing or not text count as empty. */
export function readForm(fields: Fields): CheckoutForm {
  const texts = Object.entries(fields).filter(([, value]) => typeof value === "string");
  return formSchema.parse(Object.fromEntries(texts));
}

/** The country chosen in the form, or the first one the shop ships to. */
export function destination(form: CheckoutForm): Country {
  const country = countryByCode(form.country) ?? countryByCode("US");
  if (!country) throw new Error("The shop ships nowhere");
  return country;
}

/** What the checkout costs with this form; an unknown discount code counts as none. */
export function totalsFor(checkout: Checkout, form: CheckoutForm): Totals {
  return totalsOf(checkout.lines, destination(form), knownDiscountCode(form.discount));
}

const required = {
  last_name: "Enter a last name",
  address1: "Enter an address",
  city: "Enter a city",
  zip: "Enter a postal code",
} as const;

/** What is wrong with the form, in words for the buyer. */
export function check(form: CheckoutForm): FormErrors {
  const errors: FormErrors = {};
  if (!z.email().safeParse(form.email).success) errors.email = "Enter a valid email";
  for (const [name, message] of Object.entries(required) as [keyof typeof required, string][]) {
    if (form[name] === "") errors[name] = message;
  }
  if (form.discount !== "" && knownDiscountCode(form.discount) === undefined) {
    errors.discount = "Enter a valid discount code";
  }
  return errors;
}

/** The buyer a checked form describes. */
export function buyerOf(form: CheckoutForm): Buyer {
  const optional = (text: string) => (text === "" ? undefined : text);
  return {
    email: form.email,
    firstName: form.first_name,
    lastName: form.last_name,
    address1: form.address1,
    address2: optional(form.address2),
    city: form.city,
    province: form.province,
    zip: form.zip,
    country: destination(form),
    phone: optional(form.phone),
  };
}
