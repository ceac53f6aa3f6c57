import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault, VaultError } from "../../app/platform/vault.server.ts";

const newKey = () => new Secret(randomBytes(32).toString("base64"));
const PURPOSE = "pixel-token:northpine.myshopify.com";

describe("the vault", () => {
  const key = newKey();
  const vault = createVault([key]);
  const seal = (plain: string) => vault.seal(new Secret(plain), PURPOSE);

  it("opens what it sealed, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (plain) => {
        expect(vault.open(seal(plain), PURPOSE).reveal()).toBe(plain);
      }),
    );
  });

  it("never seals the same text to the same bytes", () => {
    expect(seal("token")).not.toBe(seal("token"));
    expect(seal("token")).not.toContain("token");
  });

  it("does not open for another purpose: a row copied to another shop is worthless", () => {
    const sealed = seal("token");
    expect(() => vault.open(sealed, "pixel-token:other.myshopify.com")).toThrow(VaultError);
  });

  it("does not open with another key, and says which remedy there is", () => {
    expect(() => createVault([newKey()]).open(seal("token"), PURPOSE)).toThrow("not in ENCRYPTION_KEY");
  });

  it("does not open when any one byte was changed", () => {
    const sealed = seal("token");
    const [version = "", id = "", iv = "", body = ""] = sealed.split(".");
    for (const [part, index] of [[iv, 2] as const, [body, 3] as const]) {
      const bytes = Buffer.from(part, "base64url");
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const parts = [version, id, iv, body].with(index, changed.toString("base64url"));
        expect(() => vault.open(parts.join("."), PURPOSE)).toThrow(VaultError);
      }
    }
  });

  it.each(["", "v1", "v2.a.b.c", "token in the clear", "v1.00000000.AAAA.AAAA"])(
    "does not open %j",
    (text) => {
      expect(() => vault.open(text, PURPOSE)).toThrow(VaultError);
    },
  );

  it("does not open a shortened tag", () => {
    const sealed = seal("");
    const [version, id, iv, body = ""] = sealed.split(".");
    const short = Buffer.from(body, "base64url").subarray(0, 4).toString("base64url");
    expect(() => vault.open([version, id, iv, short].join("."), PURPOSE)).toThrow(VaultError);
  });

  it("rotates: the new key seals, the old one still opens, and may then be taken away", () => {
    const old = seal("token");
    const next = newKey();
    const both = createVault([next, key]);
    expect(both.open(old, PURPOSE).reveal()).toBe("token");
    const resealed = both.seal(both.open(old, PURPOSE), PURPOSE);
    expect(createVault([next]).open(resealed, PURPOSE).reveal()).toBe("token");
    expect(() => vault.open(resealed, PURPOSE)).toThrow(VaultError);
  });

  it("tells nothing of the token or the key in its errors", () => {
    const error = (() => {
      try {
        vault.open(seal("sensitive"), "elsewhere");
      } catch (caught) {
        return caught as Error;
      }
      throw new Error("it opened");
    })();
    expect(`${error.stack ?? ""} ${String(error.cause)}`).not.toMatch(/sensitive/);
  });

  it("refuses to exist without a usable key", () => {
    expect(() => createVault([])).toThrow(VaultError);
    expect(() => createVault([new Secret("c2hvcnQ=")])).toThrow(VaultError);
  });
});
