import type { Translate } from "../../locales/translate.ts";
import { clickGap } from "../../shops/click-gap.ts";
import type { ClickIdRefusal } from "../../attribution/click-id.ts";
import { CARRIERS, type Attribution, type Carrier } from "../../attribution/attribution.ts";
import type { OrderRecord } from "../../shops/shop-records.server.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import { carrierWords } from "../attribution/carrier-words.ts";
import { clickGapWords } from "../attribution/gap-words.ts";
import type { Fact } from "../facts/fact.ts";
import type { Formats } from "../formats.ts";
import { readAttribution, readConsent } from "../orders/order-facts.ts";
import { claimViews } from "./claims.ts";
import type { Hop } from "./hop.ts";

const REFUSALS: Readonly<Record<Exclude<ClickIdRefusal, "macro">, string>> = {
  empty: "The cart had an empty click id.",
  too_long:
    "The cart had a click id longer than 1,024 characters. TikTok makes none like that, so it was not used.",
  control_characters: "The cart had a click id with unprintable characters, so it was not used.",
};

function refusalWords(refusal: ClickIdRefusal, t: Translate): string {
  return refusal === "macro" ? clickGapWords("macro", t).meaning : REFUSALS[refusal];
}

const SO_FAR = "The cart has no click id. The other carriers are asked when the order is decided on.";

/** The columns the hop is read from. */
type ClickColumns = Pick<OrderRecord, "attribution" | "consent" | "journeyAskedAt">;

/** The click id: which carrier delivered it and what the others said, or why there is none. Until the order is routed, what its cart says. */
export function clickHop(order: ClickColumns, facts: ReducedOrder, formats: Formats): Hop {
  const attribution = readAttribution(order.attribution);
  return attribution === undefined
    ? cartHop(facts, formats)
    : attributionHop(attribution, order, { facts, formats });
}

interface Told {
  facts: ReducedOrder;
  formats: Formats;
}

function attributionHop(attribution: Attribution, order: ClickColumns, { facts, formats }: Told): Hop {
  const { clickId, carrier, ageMs, disagreement } = attribution;
  const at = attribution.claims.find(({ verdict }) => verdict === "chosen")?.clickedAt;
  const found = clickId !== undefined && carrier !== undefined;
  const claims = claimViews(attribution.claims, formats);
  return {
    key: "click",
    title: found ? "Click id found" : "No click id",
    tone: found ? "success" : "attention",
    ...(disagreement ? { badge: { label: "Carriers disagree", tone: "attention" } } : {}),
    ...(at === undefined ? {} : { at: formats.moment(at) }),
    sentence: found
      ? foundWords(carrier, disagreement, formats)
      : whyNone(attribution, order, { facts, formats }),
    facts: known([
      row("Click id (ttclid)", clickId, true),
      row("Carrier", carrier === undefined ? undefined : carrierWords(carrier, formats.t).name),
      row("Before the purchase", ageMs === undefined ? undefined : formats.duration(ageMs)),
      ...landingRows(facts),
      row("Nothing from", silent(attribution, order.journeyAskedAt !== null, formats)),
    ]),
    // The only claim, chosen, has nothing to add to what stands above.
    ...(found && claims.length === 1 ? {} : { claims }),
  };
}

function foundWords(carrier: Carrier, disagreement: boolean, { t }: Formats): string {
  const { came } = carrierWords(carrier, t);
  return disagreement ? `${came} The carriers named different clicks: the newest one is used.` : came;
}

function whyNone(
  { claims }: Attribution,
  { consent }: ClickColumns,
  { facts: { click, source, landingMacro = false }, formats: { t } }: Told,
): string {
  const gap = clickGap({
    refusal: click.refusal ?? null,
    landingMacro,
    // As the coverage on Home counts them (app/shops/click-coverage.server.ts).
    verdict:
      claims
        .map(({ verdict }) => verdict)
        .toSorted()
        .at(-1) ?? null,
    ground: readConsent(consent)?.ground ?? null,
    source: source ?? null,
  });
  return gap === "unusable" && click.refusal !== undefined
    ? refusalWords(click.refusal, t)
    : clickGapWords(gap, t).meaning;
}

/** The carriers that had no click id, by name. The customer journey is asked only when all others have none. */
function silent({ claims }: Attribution, journeyAsked: boolean, { t, list }: Formats): string | undefined {
  const names = CARRIERS.filter((carrier) => claims.every((claim) => claim.carrier !== carrier))
    .filter((carrier) => journeyAsked || carrier !== "customer_journey")
    .map((carrier) => carrierWords(carrier, t).name);
  return names.length === 0 ? undefined : list(names);
}

function cartHop({ click, placedAt, ...facts }: ReducedOrder, formats: Formats): Hop {
  const found = click.clickId !== undefined;
  const age = placedAt === undefined ? NaN : placedAt - (click.capturedAt ?? NaN);
  return {
    key: "click",
    title: found ? "Click id found" : "No click id",
    tone: found ? "success" : "attention",
    ...(click.capturedAt === undefined ? {} : { at: formats.moment(click.capturedAt) }),
    sentence: found
      ? carrierWords("cart_attribute", formats.t).came
      : click.refusal === undefined
        ? SO_FAR
        : refusalWords(click.refusal, formats.t),
    facts: known([
      row("Click id (ttclid)", click.clickId, true),
      row("Before the purchase", age >= 0 ? formats.duration(age) : undefined),
      ...landingRows({ click, ...facts }),
    ]),
  };
}

/** What the storefront script kept beside the click id. */
function landingRows({ click }: Pick<ReducedOrder, "click">): (Fact | undefined)[] {
  return [
    row("Landing page", click.landingPage),
    ...Object.entries(click.utm ?? {}).map(([label, value]) => ({ label, value })),
    row("_ttp cookie", click.ttp, true),
    row("Consent with the click", consentWords(click.consent)),
  ];
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

function row(label: string, value: string | undefined, verbatim = false): Fact | undefined {
  return value === undefined ? undefined : { label, value, ...(verbatim ? { verbatim } : {}) };
}

function known(rows: readonly (Fact | undefined)[]): Fact[] {
  return rows.filter((one) => one !== undefined);
}
