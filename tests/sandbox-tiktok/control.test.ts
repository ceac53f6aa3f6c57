import { request } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { ControlState } from "../../sandbox/tiktok/controls.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { NOW, PIXEL, TOKEN, batch, send, start } from "./sender.ts";

function order(
  tiktok: TikTokDouble,
  command: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${tiktok.url}/api/control`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof command === "string" ? command : JSON.stringify(command),
  });
}

async function obeyed(tiktok: TikTokDouble, command: unknown): Promise<ControlState> {
  const response = await order(tiktok, command);
  expect(response.status).toBe(200);
  return (await response.json()) as ControlState;
}

const codeOf = async (tiktok: TikTokDouble) => (await send(tiktok, batch())).code;

describe("over the control port", () => {
  test("the next requests are spoiled", async () => {
    const tiktok = await start();
    const fault = { kind: "code", code: 51021 };
    expect((await obeyed(tiktok, { do: "next", times: 2, fault })).script).toEqual([{ times: 2, fault }]);
    expect([await codeOf(tiktok), await codeOf(tiktok), await codeOf(tiktok)]).toEqual([51021, 51021, 0]);
  });

  test("requests are spoiled at random, and all faults are stopped", async () => {
    const tiktok = await start();
    const plan = { seed: 5, faults: [{ rate: 1, fault: { kind: "code", code: 50000 } }] };
    expect((await obeyed(tiktok, { do: "random", plan })).random).toEqual({ plan, drawn: 0, spoiled: 0 });
    await obeyed(tiktok, { do: "next", times: 3, fault: { kind: "code", code: 51021 } });
    expect(await codeOf(tiktok)).toBe(51021);
    expect(await obeyed(tiktok, { do: "calm" })).toMatchObject({ script: [], random: null });
    expect(await codeOf(tiktok)).toBe(0);
  });

  test("rules are changed, those named only", async () => {
    const tiktok = await start();
    const { rules } = await obeyed(tiktok, { do: "rules", rules: { pixelRequestsPerSecond: 1 } });
    expect(rules).toMatchObject({ pixelRequestsPerSecond: 1, requestsPerSecond: 1000 });
    expect([await codeOf(tiktok), await codeOf(tiktok)]).toEqual([0, 40132]);
    await obeyed(tiktok, { do: "rules", rules: { pixelRequestsPerSecond: null } });
    expect(await codeOf(tiktok)).toBe(0);
  });

  test.each([
    ["revoked", 40105],
    ["expired", 40102],
    ["forbidden", 40001],
  ])("a token is %s, answers %i, and is mended", async (state, code) => {
    const tiktok = await start();
    const { tokens } = await obeyed(tiktok, { do: "token", pixel: PIXEL, state });
    expect(tokens[0]).toEqual({ pixel: PIXEL, token: state });
    expect(await codeOf(tiktok)).toBe(code);
    await obeyed(tiktok, { do: "token", pixel: PIXEL, state: "good" });
    expect(await codeOf(tiktok)).toBe(0);
  });

  test("the clock is put ahead", async () => {
    const tiktok = await start();
    await codeOf(tiktok);
    const { clock } = await obeyed(tiktok, { do: "clock", aheadMs: 49 * 3_600_000 });
    expect(clock).toEqual({ now: NOW + 49 * 3_600_000, aheadMs: 49 * 3_600_000 });
    await codeOf(tiktok);
    const list: unknown = await (await fetch(`${tiktok.url}/api/purchases`)).json();
    expect(list).toMatchObject([{ eventId: "order_1001", counted: 2, copies: 2, value: 54 }]);
  });

  test("the state is told, without any token", async () => {
    const tiktok = await start();
    const response = await fetch(`${tiktok.url}/api/control`);
    const body = await response.text();
    expect(JSON.parse(body)).toEqual(tiktok.state());
    expect(body).not.toContain(TOKEN);
  });

  test("an open page is told that a knob was turned", async () => {
    const tiktok = await start();
    const stream = (await fetch(`${tiktok.url}/api/stream`)).body
      ?.pipeThrough(new TextDecoderStream())
      .getReader();
    await stream?.read();
    await obeyed(tiktok, { do: "calm" });
    expect(await stream?.read()).toEqual({ done: false, value: "data: 0\n\n" });
    await stream?.cancel();
  });
});

const CODE = { kind: "code", code: 1 };

describe("a command that makes no sense", () => {
  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["no command", {}],
    ["an unknown command", { do: "explode" }],
    ["a field too many", { do: "calm", now: true }],
    ["no times", { do: "next", fault: CODE }],
    ["0 times", { do: "next", times: 0, fault: CODE }],
    ["too many times", { do: "next", times: 10_001, fault: CODE }],
    ["times as text", { do: "next", times: "1", fault: CODE }],
    ["an unknown fault", { do: "next", times: 1, fault: { kind: "explode" } }],
    ["a fault with a field too many", { do: "next", times: 1, fault: { ...CODE, delay: 1 } }],
    ["a code that is no number", { do: "next", times: 1, fault: { kind: "code", code: "40100" } }],
    ["a status that is none", { do: "next", times: 1, fault: { kind: "http", status: 99 } }],
    ["a status without a body", { do: "next", times: 1, fault: { kind: "http", status: 204 } }],
    ["a right length", { do: "next", times: 1, fault: { kind: "wrong-length", by: 0 } }],
    ["a negative length", { do: "next", times: 1, fault: { kind: "wrong-length", by: -100 } }],
    ["a drip without a pause", { do: "next", times: 1, fault: { kind: "drip", everyMs: 0 } }],
    ["a partial success of all", { do: "next", times: 1, fault: { kind: "partial", refused: [] } }],
    ["a negative place", { do: "next", times: 1, fault: { kind: "bad-event", index: -1, field: "x" } }],
    ["taken as text", { do: "next", times: 1, fault: { kind: "hang", taken: "yes" } }],
    [
      "a header smuggled in",
      { do: "next", times: 1, fault: { kind: "http", status: 503, retryAfter: "1\r\nX: y" } },
    ],
    ["a rule nobody knows", { do: "rules", rules: { speed: 1 } }],
    ["windows the wrong way round", { do: "rules", rules: { mergeWindowMs: 10, dropWindowMs: 1 } }],
    ["a pixel nobody knows", { do: "token", pixel: "CNOSUCHPIXEL", state: "revoked" }],
    ["a token state nobody knows", { do: "token", pixel: PIXEL, state: "tired" }],
    ["a clock that goes back", { do: "clock", aheadMs: -1 }],
    ["a clock too far ahead", { do: "clock", aheadMs: 40 * 86_400_000 }],
  ])("with %s is HTTP 400 with the reason, and changes nothing", async (_case, command) => {
    const tiktok = await start();
    const before = tiktok.state();
    const response = await order(tiktok, command);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringMatching(/./) as string },
    ]);
    expect(tiktok.state()).toEqual(before);
    expect(await codeOf(tiktok)).toBe(0);
  });

  test.each<[string, number, Record<string, string>]>([
    ["from another page", 403, { Origin: "https://evil.example" }],
    ["from another page of this machine", 403, { Origin: "http://localhost:1" }],
    ["from a form", 415, { "Content-Type": "application/x-www-form-urlencoded" }],
    ["without a type", 415, { "Content-Type": "text/plain" }],
  ])("as it comes %s is HTTP %i and changes nothing", async (_case, status, headers) => {
    const tiktok = await start();
    expect((await order(tiktok, { do: "next", times: 1, fault: CODE }, headers)).status).toBe(status);
    expect(tiktok.faults.waiting).toBe(0);
  });

  test("as it comes for another name of this machine is HTTP 403", async () => {
    const tiktok = await start();
    const { port } = new URL(tiktok.url);
    const headers = { Host: `rebound.example:${port}`, "Content-Type": "application/json" };
    const response = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const call = request({ port, path: "/api/control", method: "POST", headers }, (answer) => {
        void text(answer).then((body) => {
          resolve({ status: answer.statusCode, body });
        });
      });
      call.on("error", reject).end(JSON.stringify({ do: "next", times: 1, fault: CODE }));
    });
    expect(response).toEqual({ status: 403, body: '{"error":"Not from another machine."}' });
    expect(tiktok.faults.waiting).toBe(0);
  });

  test("as it is more than 1 MB is HTTP 413", async () => {
    const tiktok = await start();
    const fault = { kind: "http", status: 200, html: "x".repeat(1_000_001) };
    expect((await order(tiktok, { do: "next", times: 1, fault })).status).toBe(413);
  });

  test.each([{ kind: "explode" }, { kind: "wrong-length", by: 0 }])(
    "is refused in-process as well: %j",
    async (fault) => {
      const tiktok = await start();
      expect(() => {
        tiktok.faults.next(1, fault as never);
      }).toThrow();
      expect(() => {
        tiktok.faults.next(0, { kind: "hang" });
      }).toThrow();
      expect(tiktok.faults.waiting).toBe(0);
    },
  );
});
