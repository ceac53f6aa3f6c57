/** What a shop can be told of. */
export const CONDITIONS = ["token_dead", "embed_off", "coverage_low", "no_orders", "refusals"] as const;

export type Condition = (typeof CONDITIONS)[number];

/** The figures of a problem. No customer's data may be in them: they are mailed. */
export type AlertFacts =
  /** `pixels`: the codes of those whose token TikTok refuses. */
  | { condition: "token_dead"; pixels: string[] }
  /** `clicks`: so many in a row reached the checkout and not the cart. */
  | { condition: "embed_off"; clicks: number }
  /** `day`: YYYY-MM-DD in the shop's time zone. */
  | { condition: "coverage_low"; day: string; accepted: number; eligible: number }
  /** `usual`: orders in the same hours of a past week. */
  | { condition: "no_orders"; hours: number; usual: number }
  | { condition: "refusals"; events: number };
