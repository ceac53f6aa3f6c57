import { describe, expect, it } from "vitest";
import type { Outcome } from "../../app/delivery/outcome.ts";
import { draftOf, isChanged } from "../../app/ui/settings/draft.ts";
import { settingsView } from "../../app/ui/settings/settings-view.ts";
import { testAnswer } from "../../app/ui/settings/test-answer.ts";
import { formats, NOON, pixel } from "./records.ts";

describe("the connection's status", () => {
  it.each([
    ["Not connected", null, false],
    ["Token unreadable", pixel(), false],
    ["Refused by TikTok", pixel({ pausedAt: new Date(NOON), pausedCode: 40105 }), true],
    ["Not tested", pixel({ verifiedAt: null }), true],
    ["Connected", pixel(), true],
  ])("is %s", (label, row, readable) => {
    expect(settingsView(row, readable, formats).status.label).toBe(label);
  });

  it("is a success only after TikTok has accepted a test event", () => {
    expect(settingsView(pixel({ verifiedAt: null }), true, formats).status.tone).not.toBe("success");
    expect(settingsView(pixel(), true, formats).status.tone).toBe("success");
  });
});

describe("the settings page", () => {
  it.each([
    [null, false, "Save a pixel code"],
    [pixel(), false, "Save the access token again"],
    [pixel(), true, "Save a test event code"],
  ])("says why no test event can be sent", (row, readable, reason) => {
    expect(settingsView(row, readable, formats).testBlocked).toContain(reason);
  });

  it("lets a test event be sent when there is a pixel and a code", () => {
    const view = settingsView(pixel({ testEventCode: "TEST1" }), true, formats);
    expect(view).not.toHaveProperty("testBlocked");
    expect(view).toMatchObject({ hasToken: true, pixelCode: "CPIXEL", testEventCode: "TEST1" });
  });
});

describe("the form", () => {
  const saved = draftOf(settingsView(pixel(), true, formats));

  it("starts with what is saved, and never with a token", () => {
    expect(saved).toEqual({ pixelCode: "CPIXEL", testEventCode: "", token: "", replacingToken: false });
  });

  it("has something to save when a value differs, not when a field was only opened", () => {
    expect(isChanged({ ...saved, token: "x" }, saved)).toBe(true);
    expect(isChanged({ ...saved, testEventCode: "T" }, saved)).toBe(true);
    expect(isChanged({ ...saved, replacingToken: true }, saved)).toBe(false);
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
    const answer = testAnswer({ outcome, answer: { httpStatus: 200, code: 1 } });
    expect(answer.accepted).toBe(outcome.kind === "delivered");
    expect(answer.advice).not.toContain("by itself");
  });

  it("carries TikTok's own code, message and request id", () => {
    const said = { httpStatus: 200, code: 40105, message: "Access token is revoked", requestId: "R1" };
    expect(testAnswer({ outcome: { kind: "unauthorised" }, answer: said })).toMatchObject({
      title: "TikTok does not know this access token",
      answer: [{ value: "40105" }, { value: "Access token is revoked" }, { value: "R1" }],
    });
  });

  it("names the HTTP status when there was no code", () => {
    const { answer } = testAnswer({ outcome: { kind: "unclear" }, answer: { httpStatus: 404 } });
    expect(answer).toEqual([{ label: "HTTP status", value: "404" }]);
  });

  it("is no success when there was nothing to send with", () => {
    expect(testAnswer(undefined).accepted).toBe(false);
  });
});
