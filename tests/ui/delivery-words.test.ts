import { describe, expect, it } from "vitest";
import type { OutcomeKind } from "../../app/delivery/outcome.ts";
import { STATES } from "../../app/delivery/states.ts";
import { answerWords } from "../../app/ui/delivery/answer-words.ts";
import { RECORDED_REASONS, reasonWords } from "../../app/ui/delivery/reasons.ts";
import { deliveryStatus, undeliveredStatus } from "../../app/ui/delivery/status.ts";
import { formats, NOON } from "./records.ts";

const { t } = formats;
const of = (state: string, changes: object = {}) =>
  deliveryStatus({ state, reason: null, testEventCode: null, dueAt: null, ...changes }, formats);

describe("the words for a delivery", () => {
  it("exist for every state, each with its own label", () => {
    const labels = STATES.map((state) => of(state).label);
    expect(new Set(labels).size).toBe(STATES.length);
    expect(labels).not.toContain("Unknown");
  });

  it("call nothing but an accepted purchase a success", () => {
    expect(STATES.filter((state) => of(state).tone === "success")).toEqual(["delivered"]);
    expect(of("delivered", { testEventCode: "TEST1" })).toMatchObject({
      label: "Accepted as test",
      tone: "info",
    });
  });

  it("say that only what a worker will touch by itself is moving", () => {
    expect(STATES.filter((state) => of(state).moving)).toEqual(["pending", "leased", "retrying"]);
  });

  it("name the time of the next try", () => {
    expect(of("retrying", { dueAt: new Date(NOON) }).meaning).toContain("7:00:00");
  });

  it("give the reason of a stop and of a skip", () => {
    expect(of("skipped", { reason: "consent_refused" }).meaning).toBe(reasonWords("consent_refused", t));
    expect(of("held", { reason: "pixel_changed" }).meaning).toBe(reasonWords("pixel_changed", t));
  });

  it("show a state or a reason that this version does not know as it is", () => {
    expect(of("quantum").meaning).toContain("quantum");
    expect(reasonWords("cosmic_rays", t)).toContain("cosmic_rays");
    expect(reasonWords(null, t)).toBe("No reason was recorded.");
  });

  it("are sentences", () => {
    for (const reason of RECORDED_REASONS) expect(reasonWords(reason, t)).toMatch(/^[A-Z].*\.$/);
  });
});

describe("the words for an order without an event", () => {
  it("tell waiting for a connection from being underway", () => {
    expect(undeliveredStatus(false, t)).toMatchObject({ label: "Waiting for connection", moving: false });
    expect(undeliveredStatus(true, t)).toMatchObject({ label: "Received", moving: true });
  });
});

const KINDS: readonly OutcomeKind[] = [
  ...(["delivered", "retry", "throttled", "unauthorised"] as const),
  ...(["refused", "operator", "unclear"] as const),
];

describe("the words for TikTok's answer", () => {
  it.each([undefined, 20001, 40001, 40050, 40102, 40105])("with code %s are whole", (code) => {
    for (const kind of KINDS) {
      const { title, advice } = answerWords(kind, code === undefined ? {} : { code }, t);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(advice).toMatch(/^[A-Z].*\.$/s);
      expect(`${title} ${advice}`).not.toMatch(/undefined|\d{5}|HTTP/);
    }
  });

  it("tell a wrong pixel from a dead token", () => {
    const ofCode = (code: number) => answerWords("unauthorised", { code }, t).title;
    expect(new Set([40001, 40102, 40105, 40106].map(ofCode)).size).toBe(4);
  });
});
