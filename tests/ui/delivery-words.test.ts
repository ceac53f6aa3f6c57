import { describe, expect, it } from "vitest";
import { STATES } from "../../app/delivery/states.ts";
import { reasonWords, SKIP_WORDS, STOP_WORDS } from "../../app/ui/delivery/reasons.ts";
import { deliveryStatus, undeliveredStatus } from "../../app/ui/delivery/status.ts";
import { formats, NOON } from "./records.ts";

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
    expect(of("skipped", { reason: "consent_refused" }).meaning).toBe(SKIP_WORDS.consent_refused);
    expect(of("held", { reason: "pixel_changed" }).meaning).toBe(STOP_WORDS.pixel_changed);
  });

  it("show a state or a reason that this version does not know as it is", () => {
    expect(of("quantum").meaning).toContain("quantum");
    expect(reasonWords("cosmic_rays")).toContain("cosmic_rays");
    expect(reasonWords(null)).toBe("No reason was recorded.");
  });

  it("are sentences", () => {
    for (const words of [...Object.values(SKIP_WORDS), ...Object.values(STOP_WORDS)])
      expect(words).toMatch(/^[A-Z].*\.$/);
  });
});

describe("the words for an order without an event", () => {
  it("tell waiting for a connection from being underway", () => {
    expect(undeliveredStatus(false)).toMatchObject({ label: "Waiting for connection", moving: false });
    expect(undeliveredStatus(true)).toMatchObject({ label: "Received", moving: true });
  });
});
