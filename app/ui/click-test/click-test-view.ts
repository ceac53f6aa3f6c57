import type { HintRecord, ShopRecords } from "../../shops/shop-records.server.ts";
import type { Formats, Moment } from "../formats.ts";

type Shop = Awaited<ReturnType<ShopRecords["shop"]>>;

/** One thing a click test waits for. */
export interface ClickTestStep {
  key: "page" | "checkout" | "cart" | "line" | "pixel";
  title: string;
  /** What it proves or, while it is missing, what to do when it does not come. */
  detail: string;
  /** `absent`: a checkout came without it. */
  state: "done" | "waiting" | "absent";
  at?: Moment;
}

/** A click test as the page shows it. */
export interface ClickTestView {
  clickId: string;
  /** The shop's front page, as an ad with this click id would open it. */
  link: string;
  /** The shop was opened: steps are watched. */
  started: boolean;
  steps: ClickTestStep[];
  /** Every step is done. */
  complete: boolean;
  /** Without an active web pixel nothing can be seen. */
  pixelActive: boolean;
}

/** What a click test is read from. */
export interface ClickTestFacts {
  clickId: string;
  link: string;
  started: boolean;
  hints: readonly HintRecord[];
  shop: Shop;
}

/** The test as far as browsers have reported. */
export function clickTestView({ hints, shop, ...test }: ClickTestFacts, formats: Formats): ClickTestView {
  const steps = test.started ? stepsOf(hints, formats) : [];
  return {
    ...test,
    steps,
    complete: steps.length > 0 && steps.every(({ state }) => state === "done"),
    pixelActive: shop?.webPixelId != null,
  };
}

function stepsOf(hints: readonly HintRecord[], formats: Formats): ClickTestStep[] {
  const checkouts = hints.filter(({ event }) => event !== "page_viewed");
  const [checkout] = checkouts;
  return [
    // Whoever reports a checkout has seen the page: the report of the page itself may have been lost.
    seenStep("page", hints[0], formats),
    seenStep("checkout", checkout, formats),
    carriedStep("cart", checkouts, formats),
    carriedStep("line", checkouts, formats),
    seenStep("pixel", checkout, formats),
  ];
}

function seenStep(
  key: "page" | "checkout" | "pixel",
  proof: HintRecord | undefined,
  { t, moment }: Formats,
): ClickTestStep {
  const state = proof === undefined ? "waiting" : "done";
  return {
    key,
    title: t(`click_test.step.${key}.title`),
    detail: t(`click_test.step.${key}.${state}`),
    state,
    ...(proof === undefined ? {} : { at: moment(proof.receivedAt) }),
  };
}

function carriedStep(
  key: "cart" | "line",
  checkouts: readonly HintRecord[],
  { t, moment }: Formats,
): ClickTestStep {
  const proof = checkouts.find((hint) => carried(hint).includes(key));
  const state = proof !== undefined ? "done" : checkouts.length > 0 ? "absent" : "waiting";
  return {
    key,
    title: t(`click_test.step.${key}.title`),
    detail: t(`click_test.step.${key}.${state}`),
    state,
    ...(proof === undefined ? {} : { at: moment(proof.receivedAt) }),
  };
}

function carried({ carried: text }: HintRecord): readonly unknown[] {
  const list: unknown = text === null ? [] : JSON.parse(text);
  return Array.isArray(list) ? list : [];
}
