import { createAllowance, type Allowance } from "../platform/allowance.server.ts";
import { MINUTE } from "../platform/clock.ts";

/** How often pages may have the server do what costs others, or much: counted in each process. Landing pages, storefronts, test messages, hints and the operator's door have their own. */
export interface Limits {
  /** Questions to TikTok that a person asks, by shop: about a token, the pixels of an account, a test event. TikTok's own limits are the whole app's. */
  questions: Allowance;
  /** Files that are made for download, by shop: each reads whole tables. */
  files: Allowance;
  /** TikTok's redirects, by visitor: each looks something up before anybody has signed in. */
  returns: Allowance;
}

/** Nobody who works with the pages comes near these. */
export function composeLimits(): Limits {
  return {
    questions: createAllowance({ times: 30, per: MINUTE }),
    files: createAllowance({ times: 20, per: MINUTE }),
    returns: createAllowance({ times: 30, per: MINUTE }),
  };
}
