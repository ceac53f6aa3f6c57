import { describe, expect, it } from "vitest";
import { loggedError } from "../../app/platform/logged-error.ts";

const messageOf = (message: string) => loggedError(new Error(message)).message;

describe("what a log says of an error", () => {
  it("is its name, its code, its message and where it was thrown", () => {
    const error = Object.assign(new TypeError("the disk is full"), { code: "SQLITE_FULL" });
    const { stack, ...told } = loggedError(error);
    expect(told).toEqual({ type: "TypeError", code: "SQLITE_FULL", message: "the disk is full" });
    expect(stack).toMatch(/^\s+at .*logged-error\.test\.ts/);
    expect(stack).not.toContain("the disk is full");
  });

  it("takes over nothing that a library hangs on it", () => {
    const body = { email: "ada@example.com" };
    const error = Object.assign(new Error("no"), { body, detail: "Key (email)=(x)", response: { body } });
    expect(Object.keys(loggedError(error)).sort()).toEqual(["message", "stack", "type"]);
  });

  it.each([
    ["cannot reach postgresql://user:secret@db/app now", "cannot reach [url] now"],
    ["no mailbox for ada.lovelace@example.com", "no mailbox for [email]"],
    ["the token shpat_0123456789abcdef0123456789abcdef is old", "the token [token] is old"],
    ["cannot dial +44 20 7946 0018 today", "cannot dial [number] today"],
    ["asked with { email: 'x' }\n\nUnique constraint failed", "Unique constraint failed"],
    ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED [number]:5432"],
    ['duplicate key violates "order_shop_order_id_key"', 'duplicate key violates "order_shop_order_id_key"'],
  ])("shows of %j what is nobody's", (message, shown) => {
    expect(messageOf(message)).toBe(shown);
  });

  it("does not quote what a parser could not read", () => {
    const parse = () => JSON.parse('{"email": ada@example.com}') as unknown;
    expect(parse).toThrow("ada@");
    let told;
    try {
      parse();
    } catch (error) {
      told = loggedError(error);
    }
    expect(JSON.stringify(told)).not.toContain("ada");
    expect(told).toMatchObject({ type: "SyntaxError" });
  });

  it("follows the causes, and ends where they go round", () => {
    const error = new Error("outer", { cause: new Error("inner") });
    expect(loggedError(error).cause).toMatchObject({ message: "inner" });
    error.cause = error;
    expect(JSON.stringify(loggedError(error)).length).toBeLessThan(20_000);
  });

  it("is no more than a kind where something else was thrown", () => {
    expect(loggedError("ada@example.com")).toEqual({ type: "string" });
  });
});
