import type { ShopMilestones } from "../../shops/shop-records.server.ts";
import type { Translate } from "../../locales/translate.ts";
import type { SenderVerdict } from "../../shops/sender-verdict.ts";
import type { PixelFacts } from "../connection/connection-view.ts";
import type { EmbedStatus } from "./app-embed-status.ts";

/** One thing to do once. It is ticked by what the app sees, never by hand. */
export interface SetupStep {
  key: "embed" | "connect" | "test" | "senders" | "click" | "purchase";
  title: string;
  detail: string;
  /** How it stands now; shown also when the step is done. */
  standing?: string;
  /** `absent`: it was done, and does not work. */
  state: "done" | "todo" | "checking" | "absent";
  action?: { label: string; url: string };
}

/** What the steps are read from. */
export interface StepFacts {
  pixels: readonly PixelFacts[];
  milestones: ShopMilestones;
  senders: SenderVerdict;
}

const SENDERS_STEP: Readonly<Record<SenderVerdict, SetupStep["state"]>> = {
  ...{ double: "absent", possible: "absent", open: "todo", clear: "done" },
};

/** The steps that the server can see. */
export function serverSteps({ pixels, milestones, senders }: StepFacts, t: Translate): SetupStep[] {
  const { clickSeen, purchaseAccepted } = milestones;
  const connected = pixels.length > 0;
  return [
    step("connect", connected, {
      title: "Connect TikTok",
      detail: "Save the code of your pixel and an access token.",
      action: { label: "Connect TikTok", url: "/app/connection" },
    }),
    step("test", purchaseAccepted || pixels.some(({ pixel }) => pixel.verifiedAt !== null), {
      title: "Send a test event",
      detail: "TikTok confirms that the pixel and the token belong together.",
      ...(!connected ? {} : { action: { label: "Send a test event", url: "/app/connection" } }),
    }),
    {
      key: "senders",
      title: t("home.senders.step"),
      detail: t("home.senders.detail"),
      state: SENDERS_STEP[senders],
      action: { label: t("home.senders.action"), url: "/app/senders" },
    },
    step("click", clickSeen, {
      title: "First click from a TikTok ad",
      detail:
        "Seen with the first order whose shopper came from an ad. A click test shows that the way is clear.",
      action: { label: "Run a click test", url: "/app/click-test" },
    }),
    step("purchase", purchaseAccepted, {
      title: "First purchase counted by TikTok",
      detail: "Seen when TikTok accepts a purchase outside of test mode.",
    }),
  ];
}

/** The step that only the browser can see. `withAction` is false where a problem already says how to do it. */
export function embedStep({ key, text }: EmbedStatus, link: string, withAction: boolean): SetupStep {
  const action =
    key === "missing"
      ? { label: "Run a click test", url: "/app/click-test" }
      : { label: "Open theme editor", url: link };
  return {
    key: "embed",
    title: "Turn on the app embed",
    detail: "It keeps the click id of shoppers who come from a TikTok ad.",
    standing: text,
    state: EMBED_STEP[key],
    ...(withAction ? { action } : {}),
  };
}

const EMBED_STEP: Readonly<Record<EmbedStatus["key"], SetupStep["state"]>> = {
  ...{ checking: "checking", off: "todo", unknown: "todo", missing: "absent" },
  ...{ working: "done", quiet: "done" },
};

function step(key: SetupStep["key"], done: boolean, words: Omit<SetupStep, "key" | "state">): SetupStep {
  return { key, ...words, state: done ? "done" : "todo" };
}
