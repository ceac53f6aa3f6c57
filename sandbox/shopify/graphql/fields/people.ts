/** `Customer` and `MailingAddress`. */
import type { AdminAddress, AdminCustomer, AdminOrder } from "../admin-order.ts";
import type { FieldTables, Fields } from "./asked.ts";
import { utcOrNull } from "./values.ts";

/** An address with the id webhooks leave out. */
export interface Addressed {
  id: string;
  address: AdminAddress;
}

/** The address, or null where the order has none. */
export function addressed(address: AdminAddress | null | undefined, id: string): Addressed | null {
  return address == null ? null : { address, id: `gid://shopify/MailingAddress/${id}?model_name=Address` };
}

/** A customer as one order knows them. */
export interface CustomerOf {
  customer: AdminCustomer;
  order: AdminOrder;
}

const nameOf = ({ first_name, last_name }: AdminCustomer | AdminAddress): string =>
  [first_name, last_name].filter((part) => part != null && part !== "").join(" ");

const customer: Fields<CustomerOf> = {
  id: ({ customer: { admin_graphql_api_id } }) => admin_graphql_api_id,
  legacyResourceId: ({ customer: { admin_graphql_api_id } }) => admin_graphql_api_id.split("/").at(-1),
  email: (of) => of.customer.email ?? null,
  phone: (of) => of.customer.phone ?? null,
  firstName: (of) => of.customer.first_name ?? null,
  lastName: (of) => of.customer.last_name ?? null,
  displayName: (of) => nameOf(of.customer) || (of.customer.email ?? ""),
  defaultEmailAddress: (of) => (of.customer.email == null ? null : of.customer),
  defaultPhoneNumber: (of) => (of.customer.phone == null ? null : of.customer),
  defaultAddress: (of) =>
    addressed(of.customer.default_address, of.customer.admin_graphql_api_id.replace(/\D/g, "")),
  numberOfOrders: (of, _, { state }) => String(state.orders.ordersOf(of.customer.admin_graphql_api_id)),
  createdAt: (of) => utcOrNull(of.customer.created_at),
  updatedAt: (of) => utcOrNull(of.customer.updated_at),
  note: (of) => of.customer.note ?? null,
  state: (of) => (of.customer.state ?? "disabled").toUpperCase(),
  tags: () => [],
  locale: (of) => of.order.customer_locale ?? "en",
  verifiedEmail: (of) => of.customer.verified_email ?? true,
  taxExempt: (of) => of.customer.tax_exempt ?? false,
};

const emailAddress: Fields<AdminCustomer> = {
  emailAddress: ({ email }) => email,
  validFormat: () => true,
};

const phoneNumber: Fields<AdminCustomer> = { phoneNumber: ({ phone }) => phone };

const mailingAddress: Fields<Addressed> = {
  id: ({ id }) => id,
  firstName: ({ address }) => address.first_name ?? null,
  lastName: ({ address }) => address.last_name ?? null,
  name: ({ address }) => nameOf(address) || null,
  company: ({ address }) => address.company ?? null,
  address1: ({ address }) => address.address1 ?? null,
  address2: ({ address }) => address.address2 ?? null,
  city: ({ address }) => address.city ?? null,
  zip: ({ address }) => address.zip ?? null,
  phone: ({ address }) => address.phone ?? null,
  country: ({ address }) => address.country ?? null,
  countryCodeV2: ({ address }) => address.country_code ?? null,
  province: ({ address }) => address.province ?? null,
  provinceCode: ({ address }) => address.province_code ?? null,
};

/** The types of people and where they live. */
export const peopleTables: FieldTables = {
  Customer: customer,
  CustomerEmailAddress: emailAddress,
  CustomerPhoneNumber: phoneNumber,
  MailingAddress: mailingAddress,
};
