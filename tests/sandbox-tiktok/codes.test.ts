import { describe, expect, test } from "vitest";
import { CODES } from "../../sandbox/tiktok/codes.ts";
import { kindOf } from "../../app/tiktok/verdict.ts";
import { batch, post, send, start } from "./sender.ts";

/** Every single code that the documents and TikTok's own senders name, and one of each family. */
const NAMED = [
  ...[0, 20001, 40050, 40016, 40100, 40132, 40133, 61000, 50000, 50002, 51021, 52000, 53999, 60001, 40202],
  ...[40001, 40102, 40105, 40106, 40130, 40131, 40300, 40301],
  ...[40000, 40002, 40062, 40063, 40061, 40104, 40404, 40010, 40113, 40118, 40124, 40125, 41000],
];

const all = CODES.map(({ code }) => code);

describe("TikTok's codes", () => {
  test("are all known to the double, each once", () => {
    expect(all.toSorted()).toEqual(NAMED.toSorted());
  });

  test.each([...all, 99999, -1])(
    "%i can be the answer to a good event, which then counts or does not",
    async (code) => {
      const tiktok = await start();
      tiktok.faults.next(1, { kind: "code", code });
      const response = await post(tiktok, batch());
      expect(response.status).toBe(200);
      const answer = (await response.json()) as Record<string, unknown>;
      expect(Object.keys(answer)).toEqual(["code", "message", "request_id", "data"]);
      expect(answer).toMatchObject({ code, message: expect.stringMatching(/./) as string });
      expect(tiktok.purchases()).toEqual([]);

      tiktok.faults.next(1, { kind: "code", code, taken: true });
      expect((await send(tiktok, batch())).code).toBe(code);
      expect(tiktok.purchases()).toMatchObject([{ counted: 1, copies: 1 }]);
    },
  );

  test("ask of the sender what the app thinks they ask", () => {
    const asked = {
      "too busy": ["throttled"],
      broken: ["retry"],
      accepted: ["delivered", "unclear"],
      "the merchant must act": ["unauthorised"],
      "the request is wrong": ["refused"],
      "the operator must act": ["operator"],
    };
    for (const { code, group } of CODES) expect(asked[group], String(code)).toContain(kindOf(code));
  });
});
