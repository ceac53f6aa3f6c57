import { describe, expect, it } from "vitest";
import type { Outcome } from "../../app/delivery/outcome.ts";
import type { PixelRecord } from "../../app/shops/shop-records.server.ts";
import { connectionView, type PixelView } from "../../app/ui/connection/connection-view.ts";
import { connectionForm } from "../../app/ui/connection/draft.ts";
import { testAnswer } from "../../app/ui/connection/test-answer.ts";
import { formats, NOON, pixel } from "./records.ts";

const viewOf = (row: PixelRecord, tokenReadable = true): PixelView => {
  const { shown: view } = connectionView([{ pixel: row, tokenReadable }], null, formats);
  if (view === undefined) throw new Error("there is no pixel");
  return view;
};

describe("a pixel's status", () => {
  it.each([
    ["Token unreadable", pixel(), false],
    ["Refused by TikTok", pixel({ pausedAt: new Date(NOON), pausedCode: 40105 }), true],
    ["Not tested", pixel({ verifiedAt: null }), true],
    ["Connected", pixel(), true],
  ])("is %s", (label, row, readable) => {
    expect(viewOf(row, readable).status.label).toBe(label);
  });

  it("is a success only after TikTok has accepted a test event", () => {
    expect(viewOf(pixel({ verifiedAt: null })).status.tone).not.toBe("success");
    expect(viewOf(pixel()).status.tone).toBe("success");
  });
});

describe("a pixel whose purchases TikTok accepts", () => {
  const statusOf = (acceptedAt: number, changes: Partial<PixelRecord> = {}) => {
    const row = pixel({ verifiedAt: null, updatedAt: new Date(NOON), ...changes });
    const facts = [{ pixel: row, tokenReadable: true, acceptedAt }];
    return connectionView(facts, null, formats).shown?.status;
  };

  it("is said to be accepted, also where no test event was ever sent", () => {
    expect(statusOf(NOON + 60_000)).toEqual({
      ...{ label: "Purchases accepted", tone: "success" },
      sentence: "TikTok last accepted a purchase on Nov 22, 2026, 7:01:00 PM.",
    });
  });

  it("is not proven by what was accepted before its connection was changed", () => {
    expect(statusOf(NOON - 60_000)).toMatchObject({ label: "Not tested", tone: "attention" });
    expect(statusOf(NOON - 60_000)?.sentence).toContain("changed since then");
  });

  it("shows what came last: the purchase or the test event", () => {
    const tested = { verifiedAt: new Date(NOON + 120_000) };
    expect(statusOf(NOON + 60_000, tested)?.label).toBe("Connected");
    expect(statusOf(NOON + 180_000, tested)?.label).toBe("Purchases accepted");
  });
});

describe("the connection page", () => {
  it("shows every pixel of the shop, each as it stands", () => {
    const rows = [pixel({ code: "A111" }), pixel({ code: "B222", verifiedAt: null })];
    const facts = rows.map((row) => ({ pixel: row, tokenReadable: true }));
    const { pixels } = connectionView(facts, null, formats);
    expect(pixels.map(({ code, status }) => [code, status.label])).toEqual([
      ["A111", "Connected"],
      ["B222", "Not tested"],
    ]);
    expect(connectionView([], null, formats)).toEqual({ pixels: [] });
  });

  it.each([
    [null, "A111"],
    ["B222", "B222"],
    ["GONE", "A111"],
    ["new", undefined],
  ])("asked for %s shows %s in full", (asked, expected) => {
    const facts = ["A111", "B222"].map((code) => ({ pixel: pixel({ code }), tokenReadable: true }));
    expect(connectionView(facts, asked, formats).shown?.code).toBe(expected);
  });

  it.each([
    [false, "Save the access token again"],
    [true, "Save a test event code"],
  ])("says why no test event can be sent", (readable, reason) => {
    expect(viewOf(pixel(), readable).testBlocked).toContain(reason);
  });

  it("lets a test event be sent when there is a code", () => {
    const view = viewOf(pixel({ testEventCode: "TEST1" }));
    expect(view).not.toHaveProperty("testBlocked");
    expect(view).toMatchObject({ hasToken: true, code: "CPIXEL", testEventCode: "TEST1" });
  });
});

describe("the connection's form", () => {
  const { saved, isChanged, fields } = connectionForm(viewOf(pixel()));

  it("starts with what is saved, and never with a token", () => {
    expect(saved).toEqual({ pixelCode: "CPIXEL", testEventCode: "", token: "", replacingToken: false });
    expect(connectionForm(undefined).saved.pixelCode).toBe("");
  });

  it("has something to save when a value differs, not when a field was only opened", () => {
    expect(isChanged({ ...saved, token: "x" }, saved)).toBe(true);
    expect(isChanged({ ...saved, testEventCode: "T" }, saved)).toBe(true);
    expect(isChanged({ ...saved, replacingToken: true }, saved)).toBe(false);
  });

  it("says which pixel it is about, so that another code takes its place", () => {
    expect(fields({ ...saved, pixelCode: "OTHER" })).toMatchObject({ pixel: "CPIXEL", pixelCode: "OTHER" });
    expect(connectionForm(undefined).fields(saved)).toMatchObject({ pixel: "" });
  });
});

describe("a test event's answer", () => {
  const KINDS: Outcome[] = [
    { kind: "delivered" },
    { kind: "retry", fate: "unknown" },
    { kind: "throttled" },
    { kind: "unauthorised" },
    { kind: "refused" },
    { kind: "operator" },
    { kind: "unclear" },
  ];

  it.each(KINDS)("is a success for delivered alone ($kind)", (outcome) => {
    const answer = testAnswer({ outcome, answer: { httpStatus: 200, code: 1 } }, formats.t);
    expect(answer.accepted).toBe(outcome.kind === "delivered");
    expect(answer.advice).not.toContain("by itself");
  });

  it("carries TikTok's own code, message and request id", () => {
    const said = { httpStatus: 200, code: 40105, message: "Access token is revoked", requestId: "R1" };
    expect(testAnswer({ outcome: { kind: "unauthorised" }, answer: said }, formats.t)).toMatchObject({
      title: "TikTok does not know this access token",
      answer: [{ value: "40105" }, { value: "Access token is revoked" }, { value: "R1" }],
    });
  });

  it("names the HTTP status when there was no code", () => {
    const { answer } = testAnswer({ outcome: { kind: "unclear" }, answer: { httpStatus: 404 } }, formats.t);
    expect(answer).toEqual([{ label: "HTTP status", value: "404" }]);
  });

  it("is no success when there was nothing to send with", () => {
    expect(testAnswer(undefined, formats.t).accepted).toBe(false);
  });
});
