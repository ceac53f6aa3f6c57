import { describe, expect, it } from "vitest";
import type { Outcome, OutcomeKind } from "../../app/delivery/outcome.ts";
import { answerName } from "../../app/tiktok/answer-name.ts";
import { kindOf, verdictOf } from "../../app/tiktok/verdict.ts";

/** Every code that is known, by what it asks for. */
const CODES: Record<OutcomeKind, number[]> = {
  delivered: [0, 40050],
  throttled: [40016, 40100, 40132, 40133, 61000],
  retry: [50000, 50002, 60001, 40202, 51000, 51999, 52345, 53999],
  unauthorised: [40001, 40102, 40105, 40106, 40130, 40131, 40300, 40301],
  refused: [40000, 40002, 40062, 40063, 40061, 40104, 40400, 40404, 40499, 40003, 40010, 40015],
  operator: [40113, 40118, 40124, 40125, 41000],
  unclear: [20001, 1, -1, 200, 39999, 40200, 54000, 99999],
};

const answered = (body: string, status = 200, retryAfter?: string) =>
  verdictOf({ kind: "answered", status, body, retryAfter });
const json = (code: unknown, status = 200, retryAfter?: string) =>
  answered(JSON.stringify({ code, message: "m", request_id: "r", data: {} }), status, retryAfter);

describe("what TikTok's code means", () => {
  const table = Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const));

  it.each(table)("%d: %s", (code, kind) => {
    expect(kindOf(code)).toBe(kind);
    expect(json(code).outcome.kind).toBe(kind);
  });

  it.each(table)("%d means the same whatever the HTTP status", (code, kind) => {
    for (const status of [200, 400, 401, 429, 500, 502]) expect(json(code, status).outcome.kind).toBe(kind);
  });

  it.each(CODES.retry)("%d: TikTok's own trouble does not say that nothing was counted", (code) => {
    expect(json(code).outcome).toEqual({ kind: "retry", fate: "unknown" });
  });

  it("is the only way to be delivered: the status never is", () => {
    for (const body of [
      "",
      "{}",
      "null",
      "[]",
      '{"code":"0"}',
      '{"code":null}',
      '{"code":0.5}',
      "0",
      '"OK"',
      '{"code":0',
      "<html></html>",
    ]) {
      for (const status of [200, 201, 204, 302, 404, 500])
        expect(answered(body, status).outcome.kind).not.toBe("delivered");
    }
  });
});

describe("an answer that is not TikTok's", () => {
  const unknown: Outcome = { kind: "retry", fate: "unknown" };

  it.each<[string, string, number, Outcome]>([
    ["a gateway's page with status 502", "<html>502</html>", 502, unknown],
    ["a gateway's page with status 200", "<html>Please wait</html>", 200, unknown],
    ["an empty body", "", 200, unknown],
    ["half a body", '{"code":0,"mess', 200, unknown],
    ["a timeout of the gateway", "", 408, unknown],
    ["a status beyond the known", "", 599, unknown],
    ["a redirect", "", 302, { kind: "unclear" }],
    ["a page that was not found", "<html>404</html>", 404, { kind: "unclear" }],
    ["a gateway's refusal", "<html>403</html>", 403, { kind: "unclear" }],
    ["too many requests", "<html>429</html>", 429, { kind: "throttled" }],
    ["a request that is too large", "<html>413</html>", 413, { kind: "refused" }],
  ])("%s", (_what, body, status, outcome) => {
    expect(answered(body, status)).toEqual({ outcome, answer: { httpStatus: status } });
  });
});

describe("a throttle", () => {
  it.each<[string | undefined, Outcome]>([
    ["7", { kind: "throttled", retryAfterMs: 7000 }],
    ["0", { kind: "throttled", retryAfterMs: 0 }],
    [undefined, { kind: "throttled" }],
    ["soon", { kind: "throttled" }],
    ["-1", { kind: "throttled" }],
    ["Sun, 22 Nov 2026 12:00:00 GMT", { kind: "throttled" }],
  ])("with Retry-After %j", (retryAfter, outcome) => {
    expect(answered("", 429, retryAfter).outcome).toEqual(outcome);
    expect(json(40100, 200, retryAfter).outcome).toEqual(outcome);
  });
});

describe("an attempt that was not answered", () => {
  it("was certainly not counted when no connection was made", () => {
    expect(verdictOf({ kind: "unreachable", error: "ECONNREFUSED" })).toEqual({
      outcome: { kind: "retry", fate: "not_counted" },
      answer: { message: "ECONNREFUSED" },
    });
  });

  it("may have been counted when it was cut short", () => {
    expect(verdictOf({ kind: "interrupted", error: "ECONNRESET" }).outcome).toEqual({
      kind: "retry",
      fate: "unknown",
    });
  });
});

describe("what is kept of an answer", () => {
  it("is status, code, message and request id", () => {
    expect(json(40002).answer).toEqual({ httpStatus: 200, code: 40002, message: "m", requestId: "r" });
  });

  it.each<[unknown, string]>([
    [{ failed: [3] }, 'Partial success. {"failed":[3]}'],
    [[3], "Partial success. [3]"],
    ...[{}, [], null, "", undefined].map((data): [unknown, string] => [data, "Partial success."]),
  ])("is for a partial success also what came with it: %j", (data, message) => {
    const body = JSON.stringify({ code: 20001, message: "Partial success.", data });
    expect(answered(body)).toEqual({
      outcome: { kind: "unclear" },
      answer: { httpStatus: 200, code: 20001, message },
    });
  });

  it("is of an answer that was understood not what came with it", () => {
    expect(answered('{"code":40002,"message":"m","data":{"a":1}}').answer.message).toBe("m");
    expect(answered('{"code":20001,"data":{"a":1}}').answer.message).toBe('{"a":1}');
  });

  it("is bounded, and survives odd types", () => {
    const { answer } = answered(JSON.stringify({ code: 40002, message: "x".repeat(9000), request_id: 5 }));
    expect(answer.message).toHaveLength(1000);
    expect(answer.requestId).toBeUndefined();
  });
});

describe("the name of an answer", () => {
  it("is its kind's, and a code's of its own where that says more", () => {
    expect(answerName("unauthorised", {})).toBe("unauthorised");
    expect(answerName("unauthorised", { code: 40106 })).toBe("unauthorised");
    expect(answerName("unauthorised", { code: 40105 })).toBe("code_40105");
  });
});
