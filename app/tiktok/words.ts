import type { Answer, OutcomeKind } from "../delivery/outcome.ts";

/** What an answer of TikTok's means to a merchant: what happened, and what to do about it. */
export interface AnswerWords {
  title: string;
  advice: string;
}

/** Codes whose remedy is more exact than their kind's. */
const BY_CODE: Readonly<Record<number, AnswerWords>> = {
  20001: {
    title: "TikTok took only a part of the request",
    advice:
      "It does not document what that means for one event, so none is called accepted. Its answer is kept below.",
  },
  40001: {
    title: "TikTok does not let this token send to this pixel",
    advice:
      "Check the pixel code, and that the access token was made in the Events Manager of the same pixel.",
  },
  40050: { title: "TikTok already had this event", advice: "It is counted once. Nothing to do." },
  40102: {
    title: "The access token has expired",
    advice: "Make a new one in TikTok Events Manager and save it under TikTok connection.",
  },
  40105: {
    title: "TikTok does not know this access token",
    advice:
      "It was revoked, or not copied whole. Make a new one in TikTok Events Manager and save it under TikTok connection.",
  },
};

const BY_KIND: Readonly<Record<OutcomeKind, AnswerWords>> = {
  delivered: { title: "TikTok accepted the event", advice: "Nothing to do." },
  unauthorised: {
    title: "TikTok refuses this connection",
    advice:
      "Reconnect: make a new access token in TikTok Events Manager and save it under TikTok connection.",
  },
  retry: { title: "TikTok could not take the event just now", advice: "It is sent again by itself." },
  throttled: { title: "TikTok asked to slow down", advice: "It is sent again by itself." },
  refused: {
    title: "TikTok refused the event",
    advice: "Its answer below names the reason. Sending the same event again would not help.",
  },
  operator: {
    title: "TikTok refuses this installation of the app",
    advice: "Whoever runs the app must act: TikTok's message below names the reason.",
  },
  unclear: {
    title: "TikTok answered something it does not document",
    advice: "Its answer is kept below for a person to read.",
  },
};

/** The words for an answer. */
export function wordsFor(kind: OutcomeKind, answer: Pick<Answer, "code">): AnswerWords {
  return (answer.code === undefined ? undefined : BY_CODE[answer.code]) ?? BY_KIND[kind];
}
