import { describe, expect, it } from "vitest";
import { translateFor } from "../../app/locales/server-texts.ts";
import {
  connectionForm,
  formErrors,
  shopDomain,
  type ConnectionFormField,
} from "../../app/shops/connection-form.ts";

const t = translateFor("en");
const GOOD = { pixelCode: "C4A1B2C3D4E5F6G7H8I9", token: "a1b2c3d4e5f6a7b8", testEventCode: "TEST12345" };

describe("the connection form", () => {
  it("reads what was entered, blanks around it taken away", () => {
    const entered = Object.fromEntries(Object.entries(GOOD).map(([name, value]) => [name, `  ${value}\n`]));
    expect(connectionForm.parse(entered)).toEqual(GOOD);
  });

  it.each([
    ["", undefined],
    ["   ", undefined],
  ])("takes a blank token and test code for none: %j", (blank) => {
    expect(connectionForm.parse({ ...GOOD, token: blank, testEventCode: blank })).toEqual({
      pixelCode: GOOD.pixelCode,
    });
  });

  it("needs no more than a pixel code", () => {
    expect(connectionForm.parse({ pixelCode: "ABCD" })).toEqual({ pixelCode: "ABCD" });
  });

  it.each<[ConnectionFormField, string]>([
    ["pixelCode", ""],
    ["pixelCode", "ABC"],
    ["pixelCode", "C4A1-B2C3"],
    ["pixelCode", "x".repeat(65)],
    ["pixelCode", "<script>"],
    ["token", "short"],
    ["token", "two words in here"],
    ["token", "line\nbreak-in-the-middle"],
    ["token", "tökenwithumlaut"],
    ["token", "x".repeat(513)],
    ["testEventCode", "TEST 1"],
    ["testEventCode", "x".repeat(65)],
  ])("says in one sentence what is wrong with a %s of %j, without repeating it", (field, value) => {
    const result = connectionForm.safeParse({ ...GOOD, [field]: value });
    if (result.success) throw new Error("it was accepted");
    const errors = formErrors(result.error, t);
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^[A-Z].*\.$/);
    if (value.length > 3) expect(errors[field]).not.toContain(value);
  });

  it("names every field that is wrong at once", () => {
    const result = connectionForm.safeParse({ pixelCode: "!", token: "!", testEventCode: "!!" });
    expect(result.error && Object.keys(formErrors(result.error, t)).sort()).toEqual([
      "pixelCode",
      "testEventCode",
      "token",
    ]);
  });
});

describe("a shop's domain", () => {
  it.each([
    ["northpine.myshopify.com", "northpine.myshopify.com"],
    [" NorthPine.MyShopify.com ", "northpine.myshopify.com"],
    ["9-a.myshopify.com", "9-a.myshopify.com"],
  ])("%j is read", (entered, domain) => {
    expect(shopDomain.parse(entered)).toBe(domain);
  });

  it.each([
    "",
    "northpine",
    "northpine.example",
    "-a.myshopify.com",
    "a.b.myshopify.com",
    "a.myshopify.com.evil.example",
    "a_b.myshopify.com",
    "https://a.myshopify.com",
  ])("%j is none", (entered) => {
    expect(shopDomain.safeParse(entered).success).toBe(false);
  });
});
