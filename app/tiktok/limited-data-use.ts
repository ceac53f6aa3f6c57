/** When an event carries `limited_data_use`. */
export const LDU_POLICIES = ["us_states", "always", "never"] as const;
export type LimitedDataUsePolicy = (typeof LDU_POLICIES)[number];

/**
 * US states whose privacy law lets people opt out of targeted advertising, in force on 2026-11-22 (Cal. Civ. Code § 1798.120, Va. Code § 59.1-577, Colo. Rev. Stat. § 6-1-1306 and
 * those modelled on them). Florida's law is left out: it covers a few very large companies only.
 */
export const OPT_OUT_STATES: ReadonlySet<string> = new Set(
  "CA CO CT DE IA IN KY MD MN MT NE NH NJ OR RI TN TX UT VA".split(" "),
);

/** Where the buyer is, as far as the order says. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  country: string | undefined;
  /** Code of the state. */
  state: string | undefined;
}

/** Whether TikTok is asked to process the event in a limited way. It is a request about processing, not a consent: without consent nothing is sent at all. */
export function limitedDataUse(
  policy: LimitedDataUsePolicy,
  { country, state }: Place,
  consentRecorded: boolean,
): boolean {
  switch (policy) {
    case "always":
      return true;
    case "never":
      return false;
    case "us_states":
      return (
        !consentRecorded && country?.toUpperCase() === "US" && OPT_OUT_STATES.has(state?.toUpperCase() ?? "")
      );
  }
}
