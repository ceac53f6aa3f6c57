import { id, isObject, object, text, type JsonObject } from "./json.ts";

/** Who bought, in raw words. Personal data: hashed before anything is stored, never logged. */
export interface Buyer {
  customerId: string | undefined;
  /** Every e-mail address the order names, the likeliest first. */
  emails: string[];
  /** Every phone number, likewise. */
  phones: WrittenPhone[];
  firstName: string | undefined;
  lastName: string | undefined;
  city: string | undefined;
  /** Code of the province or state, e.g. `CA`. */
  state: string | undefined;
  postcode: string | undefined;
  /** ISO 3166-1 alpha-2. */
  country: string | undefined;
}

/** A phone number as somebody wrote it. */
export interface WrittenPhone {
  number: string;
  /** Where it is from when it has no country code, as far as the addresses tell: the country it was written beside, else any. ISO 3166-1 alpha-2. */
  country: string | undefined;
}

/** Reads the buyer of an order: the order's own fields first, then its addresses, then the customer record. */
export function readBuyer(order: JsonObject): Buyer {
  const customer = object(order["customer"]);
  const addresses = [order["billing_address"], order["shipping_address"], customer["default_address"]].filter(
    isObject,
  );
  // Names and places come from one address, so that they describe one person.
  const address = addresses[0] ?? {};
  const first = (name: string, sources: readonly JsonObject[]) =>
    sources.reduce<string | undefined>((found, source) => found ?? text(source[name]), undefined);

  return {
    customerId: id(customer["admin_graphql_api_id"]) ?? id(customer["id"]),
    emails: [order["email"], order["contact_email"], customer["email"]].flatMap((one) => text(one) ?? []),
    phones: readPhones([order, ...addresses, customer], first("country_code", addresses)),
    firstName: first("first_name", [address, customer]),
    lastName: first("last_name", [address, customer]),
    city: first("city", [address]),
    state: first("province_code", [address]),
    postcode: first("zip", [address]),
    country: first("country_code", [address]),
  };
}

function readPhones(sources: readonly JsonObject[], anyCountry: string | undefined): WrittenPhone[] {
  return sources.flatMap((source) => {
    const number = text(source["phone"]);
    return number === undefined ? [] : [{ number, country: text(source["country_code"]) ?? anyCountry }];
  });
}
