import type { ShopMilestones } from "../../shops/shop-records.server.ts";
import type { Translate } from "../../locales/translate.ts";
import type { SenderVerdict } from "../../shops/sender-verdict.ts";
import type { PixelFacts } from "../connection/connection-view.ts";
import { embedAction } from "./app-embed.ts";
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
      ...wordsOf("connect", t),
      action: { label: t("home.setup.connect.action"), url: "/app/connection" },
    }),
    step("test", purchaseAccepted || pixels.some(({ pixel }) => pixel.verifiedAt !== null), {
      ...wordsOf("test", t),
      ...(connected ? { action: { label: t("home.setup.test.action"), url: "/app/connection" } } : {}),
    }),
    {
      key: "senders",
      title: t("home.senders.step"),
      detail: t("home.senders.detail"),
      state: SENDERS_STEP[senders],
      action: { label: t("home.senders.action"), url: "/app/senders" },
    },
    step("click", clickSeen, {
      ...wordsOf("click", t),
      action: { label: t("home.embed.run_click_test"), url: "/app/click-test" },
    }),
    step("purchase", purchaseAccepted, wordsOf("purchase", t)),
  ];
}

/** The step that only the browser can see. Without a `link` it has no button: a problem already says how to do it. */
export function embedStep({ key, text }: EmbedStatus, link: string | undefined, t: Translate): SetupStep {
  return {
    key: "embed",
    ...wordsOf("embed", t),
    standing: text,
    state: EMBED_STEP[key],
    ...(link === undefined ? {} : { action: embedAction(key, link, t) }),
  };
}

function wordsOf(
  key: Exclude<SetupStep["key"], "senders">,
  t: Translate,
): Pick<SetupStep, "title" | "detail"> {
  return { title: t(`home.setup.${key}.title`), detail: t(`home.setup.${key}.detail`) };
}

const EMBED_STEP: Readonly<Record<EmbedStatus["key"], SetupStep["state"]>> = {
  ...{ checking: "checking", off: "todo", unknown: "todo", missing: "absent" },
  ...{ working: "done", quiet: "done" },
};

function step(key: SetupStep["key"], done: boolean, words: Omit<SetupStep, "key" | "state">): SetupStep {
  return { key, ...words, state: done ? "done" : "todo" };
}
