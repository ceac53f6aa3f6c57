import { describe, expect, test } from "vitest";
import { batch, purchase, send, sha, start } from "./sender.ts";

const HASHED = ["email", "phone", "external_id", "first_name", "last_name", "zip_code"];

async function answerTo(user: Record<string, unknown>) {
  return send(await start(), batch([purchase({ user })]));
}

describe("a match key", () => {
  // The first three digests are asserted by other senders' own tests (Segment's and TikTok's tag), the last is our own.
  test.each([
    ["email", "67e28cdcc3e845d3a4da05ca9fe5ddb7320a83b4cc2167f0555a3b04f63511e3"],
    ["phone", "910a625c4ba147b544e6bd2f267e130ae14c591b6ba9c25cb8573322dedbebd0"],
    ["external_id", "cf1c946b7e2c680eae1b76b911030ab8fa12f296c19b906e1896d7f88351c46e"],
    ["zip_code", "830e1d4b9838bab1f5c2acdb23e0b502ff13a9832c4632e8d67a1d43d3b7f614"],
  ])("%s is taken as the hash that careful senders make", async (field, digest) => {
    expect((await answerTo({ [field]: digest })).code).toBe(0);
  });

  test.each(HASHED)("%s in plain text is 40062 and names the field", async (field) => {
    const answer = await answerTo({ [field]: "plain text" });
    expect(answer.code).toBe(40062);
    expect(answer.message).toContain(`data[0].user.${field}`);
  });

  test.each([
    ["upper-case hex", sha("a").toUpperCase()],
    ["half a hash", sha("a").slice(32)],
    ["base64", Buffer.from(sha("a"), "hex").toString("base64")],
  ])("hashed as %s is 40062", async (_case, email) => {
    expect((await answerTo({ email })).code).toBe(40062);
  });

  test.each(HASHED)("%s that is empty, a hash of nothing, or no text is 40002", async (field) => {
    for (const value of ["", sha(""), 7, null]) {
      const answer = await answerTo({ [field]: value });
      expect(answer.code).toBe(40002);
      expect(answer.message).toContain(`data[0].user.${field}`);
    }
  });

  test.each([
    ["city", ["newyork", "münchen", "東京", "saint-denis"]],
    ["state", ["ca", "nsw", "13", "jp-13"]],
    ["country", ["us", "gb", "de", "jp", "xk"]],
    ["locale", ["en", "en-US", "zh-Hant-TW"]],
    ["ttp", ["01JABCDEF_.tt.1", "2abcDEF"]],
    ["user_agent", ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)"]],
    ["ttclid", ["E.C.P.aBc-_1", "a", "x".repeat(1024), "_Ab_C", "a b%20+c"]],
    ["ip", ["24.48.0.1", "8.8.8.8", "2a00:1450:4001:82a::200e", "2600:1700::1"]],
  ])("%s has its shape", async (field, values) => {
    for (const value of values) expect(await answerTo({ [field]: value })).toMatchObject({ code: 0 });
  });

  test.each([
    ["city", ["New York", "new york", "München", ""]],
    ["state", ["CA", "california!", "new york", "-ca", ""]],
    ["country", ["US", "usa", "uk", "eu", "zz", ""]],
    ["locale", ["en_US", "english!", ""]],
    ["ttp", ["", " ", "a b"]],
    ["user_agent", ["", "Mozilla\n5.0"]],
    [
      "ttclid",
      ["", "x".repeat(1025), "a\u0000b", "a\nb", "__CLICKID__", "_CLICKID_", "__CLICK_ID__", "{{ttclid}}"],
    ],
  ])("%s of another shape is 40002", async (field, values) => {
    for (const value of [...values, 7, null, ["x"]]) {
      expect(await answerTo({ [field]: value }), String(value)).toMatchObject({
        code: 40002,
        message: expect.stringContaining(`data[0].user.${field}`) as string,
      });
    }
  });

  test.each([
    ["private", ["10.0.0.1", "172.16.5.4", "192.168.1.1", "fd00::1", "100.64.0.1"]],
    [
      "this machine's or link's",
      ["127.0.0.1", "::1", "169.254.1.1", "fe80::1", "fe80::1%eth0", "2600:1700::1%eth0", "0.0.0.0", "::"],
    ],
    ["kept for documentation", ["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"]],
    ["multicast or reserved", ["224.0.0.1", "255.255.255.255", "ff02::1", "198.18.0.1", "::ffff:24.48.0.1"]],
    ["no address", ["localhost", "24.48.0", "24.48.0.1, 10.0.0.1", "24.48.0.1:443", "024.48.0.1", ""]],
  ])("ip that is %s is 40002", async (_case, addresses) => {
    for (const ip of addresses) expect(await answerTo({ ip }), ip).toMatchObject({ code: 40002 });
  });

  test.each(["phone_number", "ttc_id", "fbc", "ttcid"])(
    "with the unknown name %s is 40002",
    async (field) => {
      expect(await answerTo({ [field]: "x" })).toMatchObject({
        code: 40002,
        message: `Invalid value for data[0].user.${field}: unknown field.`,
      });
    },
  );
});
