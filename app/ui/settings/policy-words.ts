import type { ConsentPolicy } from "../../privacy/consent-policy.ts";

/** A choice: its name and what it means. */
export interface Choice {
  value: string;
  label: string;
  help?: string;
}

const POLICY_WORDS: Readonly<Record<ConsentPolicy, Omit<Choice, "value">>> = {
  regional: {
    label: "Follow the region (recommended)",
    help: "A recorded consent always counts. Where none was recorded (a shopper who refuses leaves no record), orders from the EEA, the United Kingdom and Switzerland are not sent, and others are.",
  },
  strict: {
    label: "Only with recorded consent",
    help: "An order is sent only when the shopper's consent was recorded, in every country. Orders without a browser, such as draft orders, are never sent.",
  },
};

/** The ways consent may decide. */
export const POLICY_CHOICES: readonly Choice[] = Object.entries(POLICY_WORDS).map(([value, words]) => ({
  value,
  ...words,
}));

/** The click windows that TikTok has. */
export const WINDOW_CHOICES: readonly Choice[] = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "14", label: "14 days" },
  { value: "28", label: "28 days" },
];

/** What the two other fields mean. */
export const POLICY_HELP = {
  windowDays:
    "A click that is older when the shopper buys is not used. Set it to the click window of your TikTok campaigns.",
  hintWaitSeconds:
    "An order that came without a click id waits this long for the browser's report, 0 to 60 seconds.",
} as const;
