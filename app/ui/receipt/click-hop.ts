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

function refusalWords(refusal: ClickIdRefusal, t: Translate): string {
  return refusal === "macro" ? clickGapWords(refusal, t).meaning : t(`receipt.click.refused.${refusal}`);
}

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
  const { t } = formats;
  const { clickId, carrier, ageMs, disagreement } = attribution;
  const at = attribution.claims.find(({ verdict }) => verdict === "chosen")?.clickedAt;
  const found = clickId !== undefined && carrier !== undefined;
  const claims = claimViews(attribution.claims, formats);
  return {
    key: "click",
    title: t(`receipt.click.${found ? "found" : "none"}`),
    tone: found ? "success" : "attention",
    ...(disagreement ? { badge: { label: t("receipt.click.disagree"), tone: "attention" } } : {}),
    ...(at === undefined ? {} : { at: formats.moment(at) }),
    sentence: found
      ? foundWords(carrier, disagreement, formats)
      : whyNone(attribution, order, { facts, formats }),
    facts: known([
      row(t("receipt.click.id"), clickId, true),
      row(t("receipt.click.carrier"), carrier === undefined ? undefined : carrierWords(carrier, t).name),
      row(t("receipt.click.age"), ageMs === undefined ? undefined : formats.duration(ageMs)),
      ...landingRows(facts, t),
      row(t("receipt.click.silent"), silent(attribution, order.journeyAskedAt !== null, formats)),
    ]),
    // The only claim, chosen, has nothing to add to what stands above.
    ...(found && claims.length === 1 ? {} : { claims }),
  };
}

function foundWords(carrier: Carrier, disagreement: boolean, { t }: Formats): string {
  const { came } = carrierWords(carrier, t);
  return disagreement ? `${came} ${t("receipt.click.newest")}` : came;
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
  const { t } = formats;
  const found = click.clickId !== undefined;
  const age = placedAt === undefined ? NaN : placedAt - (click.capturedAt ?? NaN);
  return {
    key: "click",
    title: t(`receipt.click.${found ? "found" : "none"}`),
    tone: found ? "success" : "attention",
    ...(click.capturedAt === undefined ? {} : { at: formats.moment(click.capturedAt) }),
    sentence: found ? carrierWords("cart_attribute", t).came : whyNoneYet(click, t),
    facts: known([
      row(t("receipt.click.id"), click.clickId, true),
      row(t("receipt.click.age"), age >= 0 ? formats.duration(age) : undefined),
      ...landingRows({ click, ...facts }, t),
    ]),
  };
}

function whyNoneYet({ refusal }: ReducedOrder["click"], t: Translate): string {
  return refusal === undefined ? t("receipt.click.so_far") : refusalWords(refusal, t);
}

/** What the storefront script kept beside the click id. */
function landingRows({ click }: Pick<ReducedOrder, "click">, t: Translate): (Fact | undefined)[] {
  return [
    row(t("receipt.click.landing_page"), click.landingPage),
    ...Object.entries(click.utm ?? {}).map(([label, value]) => ({ label, value })),
    row(t("receipt.click.ttp"), click.ttp, true),
    row(t("receipt.click.consent"), clickConsent(click.consent, t)),
  ];
}

function clickConsent(consent: ReducedOrder["click"]["consent"], t: Translate): string | undefined {
  switch (consent) {
    case undefined:
      return undefined;
    case "granted":
      return t("receipt.click.granted");
    case "refused":
      return t("receipt.click.consent_refused");
  }
}

function row(label: string, value: string | undefined, verbatim = false): Fact | undefined {
  return value === undefined ? undefined : { label, value, ...(verbatim ? { verbatim } : {}) };
}

function known(rows: readonly (Fact | undefined)[]): Fact[] {
  return rows.filter((one) => one !== undefined);
}
