import type { ClickIdRefusal } from "../../attribution/click-id.ts";
import type { OrderRecord } from "../../shops/shop-records.server.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Fact } from "../facts/fact.ts";
import type { Formats } from "../formats.ts";
import type { Hop } from "./hop.ts";

/** How the order reached us. */
export function receivedHop(order: OrderRecord, facts: ReducedOrder, formats: Formats): Hop {
  const rows: (Fact | undefined)[] = [
    facts.placedAt === undefined
      ? undefined
      : { label: "Placed", value: formats.moment(facts.placedAt).text },
    row("Total", formats.money(facts.value, facts.currency)),
    row("Payment", facts.financialStatus),
    row("Sales channel", facts.source),
    { label: "Webhook", value: order.topic, verbatim: true },
  ];
  return {
    key: "received",
    title: "Order received",
    tone: "success",
    at: formats.moment(order.receivedAt),
    sentence: "Shopify told us of the order in a signed message.",
    facts: rows.filter((one) => one !== undefined),
  };
}

const REFUSALS: Readonly<Record<ClickIdRefusal, string>> = {
  empty: "The cart had an empty click id.",
  too_long:
    "The cart had a click id longer than 1,024 characters. TikTok makes none like that, so it was not used.",
  control_characters: "The cart had a click id with unprintable characters, so it was not used.",
  macro:
    "The cart had TikTok's placeholder instead of a click id: the ad's address was not filled in. Check the ad's URL parameters.",
};

const NO_CLICK =
  "The cart had no click id. The shopper did not come from a TikTok ad within 30 days, did not agree to marketing, or the app embed was off.";

/** The click id: where it came from, or why there is none. */
export function clickHop({ click, placedAt }: ReducedOrder, formats: Formats): Hop {
  const found = click.clickId !== undefined;
  const missing = click.refusal === undefined ? NO_CLICK : REFUSALS[click.refusal];
  const before =
    click.capturedAt === undefined || placedAt === undefined || placedAt < click.capturedAt
      ? undefined
      : formats.duration(placedAt - click.capturedAt);
  const rows: (Fact | undefined)[] = [
    found ? { label: "Click id (ttclid)", value: click.clickId ?? "", verbatim: true } : undefined,
    row("Consent", consentWords(click.consent)),
    row("Landing page", click.landingPage),
    ...Object.entries(click.utm ?? {}).map(([label, value]) => ({ label, value })),
    click.ttp === undefined ? undefined : { label: "_ttp cookie", value: click.ttp, verbatim: true },
    row("Before the purchase", before),
  ];
  return {
    key: "click",
    title: found ? "Click id found" : "No click id",
    tone: found ? "success" : "attention",
    ...(click.capturedAt === undefined ? {} : { at: formats.moment(click.capturedAt) }),
    sentence: found
      ? "It was kept when the shopper came from the ad, and came with the cart (attribute ttclid)."
      : missing,
    facts: rows.filter((one) => one !== undefined),
  };
}

function consentWords(consent: ReducedOrder["click"]["consent"]): string | undefined {
  switch (consent) {
    case undefined:
      return undefined;
    case "granted":
      return "Granted: marketing and sharing of data";
    case "refused":
      return "Refused";
  }
}

function row(label: string, value: string | undefined): Fact | undefined {
  return value === undefined ? undefined : { label, value };
}
