import { id, isObject, object, text, type JsonObject } from "./json.ts";

/** Who bought, in raw words. Personal data: hashed before anything is stored, never logged. */
export interface Buyer {
  customerId: string | undefined;
  email: string | undefined;
  phone: string | undefined;
  /** Where a phone number without a country code is from, as far as the addresses tell. ISO 3166-1 alpha-2. */
  phoneCountry: string | undefined;
  firstName: string | undefined;
  lastName: string | undefined;
  city: string | undefined;
  /** Code of the province or state, e.g. `CA`. */
  state: string | undefined;
  postcode: string | undefined;
  /** ISO 3166-1 alpha-2. */
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
    email: first("email", [order]) ?? first("contact_email", [order]) ?? first("email", [customer]),
    phone: first("phone", [order, ...addresses, customer]),
    phoneCountry: first("country_code", addresses),
    firstName: first("first_name", [address, customer]),
    lastName: first("last_name", [address, customer]),
    city: first("city", [address]),
    state: first("province_code", [address]),
    postcode: first("zip", [address]),
    country: first("country_code", [address]),
  };
}
