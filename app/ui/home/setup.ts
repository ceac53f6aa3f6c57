import type { PixelRecord, ShopMilestones } from "../../shops/shop-records.server.ts";
import type { EmbedState } from "./app-embed.ts";

/** One thing to do once. It is ticked by what the app sees, never by hand. */
export interface SetupStep {
  key: "embed" | "connect" | "test" | "click" | "purchase";
  title: string;
  detail: string;
  state: "done" | "todo" | "checking";
  action?: { label: string; url: string };
}

/** The steps that the server can see. */
export function serverSteps(pixel: PixelRecord | null, milestones: ShopMilestones): SetupStep[] {
  const { clickSeen, purchaseAccepted } = milestones;
  return [
    step("connect", pixel !== null, {
      title: "Connect TikTok",
      detail: "Save the code of your pixel and an access token.",
      action: { label: "Open settings", url: "/app/settings" },
    }),
    step("test", purchaseAccepted || pixel?.verifiedAt != null, {
      title: "Send a test event",
      detail: "TikTok confirms that the pixel and the token belong together.",
      ...(pixel === null ? {} : { action: { label: "Send a test event", url: "/app/settings" } }),
    }),
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
export function embedStep(state: EmbedState, link: string, withAction: boolean): SetupStep {
  return {
    ...step("embed", state === "on", {
      title: "Turn on the app embed",
      detail: "It keeps the click id of shoppers who come from a TikTok ad.",
      ...(withAction ? { action: { label: "Open theme editor", url: link } } : {}),
    }),
    ...(state === "checking" ? { state: "checking" } : {}),
  };
}

function step(key: SetupStep["key"], done: boolean, words: Omit<SetupStep, "key" | "state">): SetupStep {
  return { key, ...words, state: done ? "done" : "todo" };
}
