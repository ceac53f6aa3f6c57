import { RateLimiterMemory } from "rate-limiter-flexible";
import { hasPlaceholder } from "../attribution/click-id.ts";
import {
  checkLandingPage,
  type LandingCheck,
  type LandingWorld,
} from "../attribution/landing-page.server.ts";

/** What came of asking for a check; `busy` when the shop has asked too often. */
export type LandingAnswer =
  | {
      kind: "checked";
      check: LandingCheck;
      /** The address itself has a placeholder where the click id belongs. The check puts its own click id there, as nobody else does. */
      placeholder: boolean;
    }
  | { kind: "busy"; retryAfterMs: number };

export interface LandingChecks {
  /** Follows an ad's destination URL with a click id that is nobody's. Never throws. */
  check(shop: string, destination: string, clickId: string): Promise<LandingAnswer>;
}

/** A check makes our server send up to ten requests to a stranger, so that a shop may ask for ten in a minute. */
const PER_MINUTE = 10;

/** Landing-page checks, limited per shop. `world` is how the outside is reached; the real one by default. */
export function createLandingChecks(world?: LandingWorld): LandingChecks {
  const limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });
  return {
    async check(shop, destination, clickId) {
      const retryAfterMs = await waitingTime(limiter, shop);
      if (retryAfterMs !== undefined) return { kind: "busy", retryAfterMs };
      const check = await checkLandingPage(destination, clickId, world);
      return { kind: "checked", check, placeholder: hasPlaceholder(destination) };
    },
  };
}

/** Undefined when the shop may ask now. */
async function waitingTime(limiter: RateLimiterMemory, shop: string): Promise<number | undefined> {
  // The library rejects with its result when the limit is passed.
  return limiter.consume(shop).then(
    () => undefined,
    (result: unknown) => (result as { msBeforeNext?: number }).msBeforeNext ?? 60_000,
  );
}
