import { describe, expect, it } from "vitest";
import { readBuyer } from "../../app/orders/buyer.ts";

const billing = {
  first_name: "B",
  last_name: "Bill",
  city: "Bonn",
  zip: "53111",
  province_code: "NW",
  country_code: "DE",
  phone: "2",
};
const shipping = { first_name: "S", last_name: "Ship", city: "Seoul", country_code: "KR", phone: "3" };
const customer = {
  id: 7,
  email: "c@x.example",
  phone: "5",
  first_name: "C",
  last_name: "Cust",
  default_address: { city: "Cork", country_code: "IE", phone: "4" },
};

describe("the buyer", () => {
  it("is the order's own, before the addresses' and the customer's", () => {
    const buyer = readBuyer({
      email: "o@x.example",
      contact_email: "k@x.example",
      phone: "1",
      billing_address: billing,
      shipping_address: shipping,
      customer,
    });
    expect(buyer).toEqual({
      ...{ customerId: "7", firstName: "B", lastName: "Bill" },
      ...{ city: "Bonn", state: "NW", postcode: "53111", country: "DE" },
      emails: ["o@x.example", "k@x.example", "c@x.example"],
      phones: [
        { number: "1", country: "DE" },
        { number: "2", country: "DE" },
        { number: "3", country: "KR" },
        { number: "4", country: "IE" },
        { number: "5", country: "DE" },
      ],
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "the contact's e-mail",
      { contact_email: "k@x.example", customer },
      { emails: ["k@x.example", "c@x.example"] },
    ],
    ["the customer's e-mail last", { customer }, { emails: ["c@x.example"] }],
    [
      "the billing address's phone before the shipping address's",
      { billing_address: billing, shipping_address: shipping },
      {
        phones: [
          { number: "2", country: "DE" },
          { number: "3", country: "KR" },
        ],
      },
    ],
    [
      "the shipping address where there is no other",
      { shipping_address: shipping },
      { firstName: "S", city: "Seoul", country: "KR", phones: [{ number: "3", country: "KR" }] },
    ],
    [
      "the customer's default address after that",
      { customer },
      { city: "Cork", country: "IE", firstName: "C" },
    ],
    [
      "the customer's phone last",
      { customer: { phone: "5" } },
      { phones: [{ number: "5", country: undefined }] },
    ],
    [
      "the long id before the rounded one",
      { customer: { id: 1.15e17, admin_graphql_api_id: "gid://shopify/Customer/115310627314723954" } },
      { customerId: "115310627314723954" },
    ],
  ])("has %s", (_what, order, expected) => {
    expect(readBuyer(order)).toMatchObject(expected);
  });

  it("does not mix two people: places all come from one address", () => {
    const { city, postcode, state, country } = readBuyer({
      billing_address: { city: "Bonn" },
      shipping_address: { ...shipping, zip: "1" },
    });
    expect({ city, postcode, state, country }).toEqual({
      city: "Bonn",
      postcode: undefined,
      state: undefined,
      country: undefined,
    });
  });

  it("may be phoned in the country of any address", () => {
    const order = { phone: "1", billing_address: { city: "Bonn" }, shipping_address: { country_code: "DE" } };
    expect(readBuyer(order)).toMatchObject({ country: undefined, phones: [{ number: "1", country: "DE" }] });
  });

  it("is nobody in an order that names nobody, or names them in the wrong shape", () => {
    for (const order of [
      {},
      { customer: "x", billing_address: [], shipping_address: 5, email: { a: 1 }, phone: [] },
    ]) {
      const { emails, phones, ...rest } = readBuyer(order);
      expect([...emails, ...phones]).toEqual([]);
      expect(Object.values(rest).every((value) => value === undefined)).toBe(true);
    }
  });
});
