import { describe, expect, it } from "vitest";
import type { EmbedState } from "../../app/ui/home/app-embed.ts";
import { embedSeen, embedStatus, type EmbedStatus } from "../../app/ui/home/app-embed-status.ts";
import { embedStep } from "../../app/ui/home/setup.ts";
import { formats, NOON } from "./records.ts";

type Key = EmbedStatus["key"];

const ON = "The app embed is on in the published theme";
const ASKED = "Shopify did not say whether the app embed is on";
const LAST = "The last click came through it on Nov 22, 7:00 PM.";
const NONE = "No click has come through it in the last 28 days.";
const missed = (clicks: number) =>
  `, but the last ${clicks} clicks that came to the checkout had not reached the cart.`;

/** Shopify's word; whether a click came through it; how many missed the cart since; what that is, and in words. */
const TABLE: [EmbedState, boolean, number, Key, string][] = [
  ["on", false, 0, "quiet", `${ON}. ${NONE}`],
  ["on", false, 2, "quiet", `${ON}. ${NONE}`],
  ["on", false, 3, "missing", `${ON}${missed(3)}`],
  ["on", true, 0, "working", `${ON}. ${LAST}`],
  ["on", true, 2, "working", `${ON}. ${LAST}`],
  ["on", true, 12, "missing", `${ON}${missed(12)} ${LAST}`],
  ["off", false, 0, "off", "The app embed is off in the published theme."],
  ["off", true, 0, "off", `The app embed is off in the published theme. ${LAST}`],
  ["off", true, 3, "off", `The app embed is off in the published theme. ${LAST}`],
  ["unknown", false, 0, "unknown", `${ASKED}. ${NONE}`],
  ["unknown", false, 2, "unknown", `${ASKED}. ${NONE}`],
  ["unknown", false, 3, "missing", `${ASKED}${missed(3)}`],
  ["unknown", true, 0, "working", `${ASKED}. ${LAST}`],
  ["unknown", true, 3, "missing", `${ASKED}${missed(3)} ${LAST}`],
  ["checking", false, 0, "checking", "Asking Shopify whether the app embed is on."],
  ["checking", true, 3, "checking", "Asking Shopify whether the app embed is on."],
];

const statusOf = (embed: EmbedState, hasCome: boolean, missedClicks: number) =>
  embedStatus(
    embed,
    embedSeen({ lastCarriedAt: hasCome ? NOON : null, missed: missedClicks }, 28, formats),
    formats.t,
  );

describe("the app embed's status", () => {
  it.each(TABLE)("of %s, with a click through it %s and %i that missed the cart, is %s", (...row) => {
    const [embed, hasCome, clicks, key, text] = row;
    expect(statusOf(embed, hasCome, clicks)).toEqual({ key, text });
  });

  it.each<[Key, string]>([
    ["checking", "checking"],
    ["off", "todo"],
    ["unknown", "todo"],
    ["missing", "absent"],
    ["quiet", "done"],
    ["working", "done"],
  ])("%s makes its step %s", (key, state) => {
    expect(embedStep({ key, text: "As it stands." }, "https://theme-editor", formats.t)).toMatchObject({
      ...{ state, standing: "As it stands." },
      action: { url: key === "missing" ? "/app/click-test" : "https://theme-editor" },
    });
  });
});
