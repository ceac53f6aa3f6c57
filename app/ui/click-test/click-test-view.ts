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

type StepWords = Record<ClickTestStep["state"], string> & { title: string };

const WORDS: Readonly<Record<ClickTestStep["key"], StepWords>> = {
  page: {
    title: "Page seen, consent given",
    done: "The shop's page was opened with the click id, and the shopper allowed marketing and sharing of data.",
    waiting:
      "Agree to the shop's cookie banner, if it has one. If nothing comes within half a minute: the banner may not tell Shopify of the consent, a redirect may drop the click id (see Landing-page check), or your browser blocks such reports.",
    absent: "",
  },
  checkout: {
    title: "Checkout opened",
    done: "The web pixel reported the checkout.",
    waiting:
      "Put something into the cart and go to the checkout. You need not pay. If it does not come although the page was seen, reload the checkout once and wait a few seconds.",
    absent: "",
  },
  cart: {
    title: "Carried by the cart",
    done: "The checkout had the click id among its cart attributes.",
    waiting: "Shown with the checkout.",
    absent:
      "A checkout came without it. That is right after Buy it now; otherwise check that the app embed is on in the published theme, and whether another app rewrites the cart's attributes.",
  },
  line: {
    title: "Carried by a line item (Buy it now)",
    done: "The checkout had the click id on a product.",
    waiting: "Shown when you press Buy it now on a product page.",
    absent:
      "A checkout came without it. That is right after Add to cart. Try Buy it now on a product page; if it stays so, the theme's button does not send its product form, and the web pixel carries these orders.",
  },
  pixel: {
    title: "Carried by the web pixel",
    done: "The web pixel knew the click id at the checkout.",
    waiting: "Shown with the checkout.",
    absent: "",
  },
};

function stepsOf(hints: readonly HintRecord[], formats: Formats): ClickTestStep[] {
  const checkouts = hints.filter(({ event }) => event !== "page_viewed");
  const carriedBy = (where: string) => checkouts.find((hint) => carried(hint).includes(where));
  const [checkout] = checkouts;
  const step = (key: ClickTestStep["key"], proof: HintRecord | undefined, missed = false): ClickTestStep => {
    const state = proof !== undefined ? "done" : missed ? "absent" : "waiting";
    return {
      key,
      title: WORDS[key].title,
      detail: WORDS[key][state],
      state,
      ...(proof === undefined ? {} : { at: formats.moment(proof.receivedAt) }),
    };
  };
  return [
    // Whoever reports a checkout has seen the page: the report of the page itself may have been lost.
    step("page", hints[0]),
    step("checkout", checkout),
    step("cart", carriedBy("cart"), checkout !== undefined),
    step("line", carriedBy("line"), checkout !== undefined),
    step("pixel", checkout),
  ];
}

function carried({ carried: text }: HintRecord): readonly unknown[] {
  const list: unknown = text === null ? [] : JSON.parse(text);
  return Array.isArray(list) ? list : [];
}
