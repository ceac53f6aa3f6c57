import type { GapOrder, SweepProblem, StopReason, WaitReason } from "../../reconciliation/coverage.ts";
import type { BackfillReason, RangeRefusal } from "../../reconciliation/backfill.ts";
import type { Translate } from "../../locales/translate.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { StatusTone } from "../delivery/status.ts";

const WAIT_WORDS: Readonly<Record<WaitReason, string>> = {
  no_pixel: "No pixel is connected. It goes out by itself once one is.",
  payment: "It is not paid yet, and your settings send orders once they are paid.",
  routing: "It has just come in. Its event is made within moments.",
  sending: "It is on its way to TikTok.",
  trying_again: "TikTok could not be reached, or asked for patience. It is tried again by itself.",
};

const STOP_WORDS: Readonly<Record<StopReason, string>> = {
  held: "It is held for a person to look at.",
  refused: "TikTok refused the event.",
  expired: "It became too old to be sent.",
  paused: "TikTok does not take the access token. It goes out by itself once TikTok is connected again.",
  test_mode: "TikTok accepted it with a test event code: it is shown in Test Events and not counted.",
};

/** Why an order is not accepted, in a merchant's words. */
export function gapWords({ class: one }: GapOrder, t: Translate): string {
  switch (one.kind) {
    case "skipped":
      return reasonWords(one.reason, t);
    case "waiting":
      return WAIT_WORDS[one.why];
    case "stopped":
      return one.why === "test_mode" || one.reason === undefined
        ? STOP_WORDS[one.why]
        : reasonWords(one.reason, t);
    case "missing":
      return `Shopify lists it, and it could not be taken over from there (${one.why}).`;
  }
}

/** The class of an order in a word. */
export const CLASS_BADGES: Readonly<Record<GapOrder["class"]["kind"], { label: string; tone?: StatusTone }>> =
  {
    skipped: { label: "Not eligible" },
    waiting: { label: "Waiting", tone: "info" },
    stopped: { label: "Stopped", tone: "warning" },
    missing: { label: "Missing", tone: "critical" },
  };

/** Why Shopify's list cannot be read, and what ends that. */
export const SWEEP_PROBLEMS: Readonly<Record<SweepProblem, string>> = {
  access_denied:
    "Shopify does not let the app read orders. Open the app once more and grant what it asks for.",
  unauthorised: "Shopify does not take the app's access any more. Opening the app renews it.",
  frozen: "Shopify answers that the shop is not available. The comparison goes on when the shop does.",
  unavailable: "Shopify does not answer at the moment. It is asked again by itself.",
  malformed: "Shopify gave an answer that could not be read. It is asked again by itself.",
};

/** Why a backfill stands still, or has failed. */
export const BACKFILL_REASONS: Readonly<Record<BackfillReason, string>> = {
  ...SWEEP_PROBLEMS,
  throttled: "Shopify asked for patience. It goes on by itself.",
  busy: "Shopify is making other lists for this shop. It goes on by itself.",
  other_sender:
    "It waits until Other senders says that nothing else reports purchases to your pixel: what another app sent already would count twice.",
  list_failed: "Shopify could not make the list of the orders.",
  uninstalled: "The app was uninstalled.",
};

/** Why days are no range. */
export const RANGE_WORDS: Readonly<Record<RangeRefusal, string>> = {
  no_day: "Enter a day.",
  reversed: "The last day comes before the first.",
  too_far_back: "Shopify shows orders of the last 60 days only.",
  in_the_future: "The day lies in the future.",
};
