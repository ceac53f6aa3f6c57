import { describe, expect, it } from "vitest";
import type { Outcome } from "../../app/delivery/outcome.ts";
import type { PixelRecord } from "../../app/shops/shop-records.server.ts";
import { readSettingsForm } from "../../app/shops/settings-form.ts";
import { DEFAULT_SETTINGS, settingsSchema } from "../../app/shops/settings.ts";
import { connectionForm, policyForm } from "../../app/ui/settings/draft.ts";
import { POLICY_CHOICES, WINDOW_CHOICES } from "../../app/ui/settings/policy-words.ts";
import { settingsView } from "../../app/ui/settings/settings-view.ts";
import { testAnswer } from "../../app/ui/settings/test-answer.ts";
import { formats, NOON, pixel } from "./records.ts";

const viewOf = (row: PixelRecord | null, tokenReadable = true) =>
  settingsView({ pixel: row, tokenReadable, settings: DEFAULT_SETTINGS }, formats);

describe("the connection's status", () => {
  it.each([
    ["Not connected", null, false],
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

describe("the settings page", () => {
  it.each([
    [null, false, "Save a pixel code"],
    [pixel(), false, "Save the access token again"],
    [pixel(), true, "Save a test event code"],
  ])("says why no test event can be sent", (row, readable, reason) => {
    expect(viewOf(row, readable).testBlocked).toContain(reason);
  });

  it("lets a test event be sent when there is a pixel and a code", () => {
    const view = viewOf(pixel({ testEventCode: "TEST1" }));
    expect(view).not.toHaveProperty("testBlocked");
    expect(view).toMatchObject({ hasToken: true, pixelCode: "CPIXEL", testEventCode: "TEST1" });
  });
});

describe("the connection's form", () => {
  const { saved, isChanged } = connectionForm(viewOf(pixel()));

  it("starts with what is saved, and never with a token", () => {
    expect(saved).toEqual({ pixelCode: "CPIXEL", testEventCode: "", token: "", replacingToken: false });
  });

  it("has something to save when a value differs, not when a field was only opened", () => {
    expect(isChanged({ ...saved, token: "x" }, saved)).toBe(true);
    expect(isChanged({ ...saved, testEventCode: "T" }, saved)).toBe(true);
    expect(isChanged({ ...saved, replacingToken: true }, saved)).toBe(false);
  });
});

describe("the form about consent and attribution", () => {
  const { saved, isChanged, fields } = policyForm(viewOf(pixel()));

  it("starts with what is saved, and changes with each of its fields", () => {
    expect(saved).toEqual({ policy: "regional", windowDays: "28", hintWaitSeconds: "4" });
    expect(isChanged({ ...saved }, saved)).toBe(false);
    for (const part of [{ policy: "strict" }, { windowDays: "7" }, { hintWaitSeconds: "0" }])
      expect(isChanged({ ...saved, ...part }, saved)).toBe(true);
  });

  it("offers exactly what the schema takes", () => {
    for (const { value } of POLICY_CHOICES)
      expect(readSettingsForm({ ...saved, policy: value }, DEFAULT_SETTINGS).ok).toBe(true);
    for (const { value } of WINDOW_CHOICES)
      expect(readSettingsForm({ ...saved, windowDays: value }, DEFAULT_SETTINGS).ok).toBe(true);
    expect(POLICY_CHOICES.map(({ value }) => value)).toEqual(
      settingsSchema.shape.consent.unwrap().shape.policy.unwrap().options,
    );
  });

  it("is read back as it was posted", () => {
    const read = readSettingsForm(
      fields({ policy: "strict", windowDays: "7", hintWaitSeconds: "0" }),
      DEFAULT_SETTINGS,
    );
    expect(read).toEqual({
      ok: true,
      settings: {
        version: 1,
        consent: { policy: "strict" },
        attribution: { windowDays: 7, hintWaitSeconds: 0 },
      },
    });
  });

  it.each([
    ["policy", "none"],
    ["policy", undefined],
    ["windowDays", "2"],
    ["windowDays", ""],
    ["windowDays", undefined],
    ["hintWaitSeconds", ""],
    ["hintWaitSeconds", "61"],
    ["hintWaitSeconds", "-1"],
    ["hintWaitSeconds", "4.5"],
    ["hintWaitSeconds", "soon"],
    ["hintWaitSeconds", "1e1"],
    ["hintWaitSeconds", undefined],
  ])("says what is wrong when %s is %j, and nothing else", (field, value) => {
    const read = readSettingsForm({ ...saved, [field]: value }, DEFAULT_SETTINGS);
    expect(read).toMatchObject({ ok: false });
    expect(Object.keys(read.ok ? {} : read.errors)).toEqual([field]);
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
