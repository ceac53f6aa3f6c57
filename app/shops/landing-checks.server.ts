import { hasPlaceholder } from "../attribution/click-id.ts";
import {
  checkLandingPage,
  type LandingCheck,
  type LandingWorld,
} from "../attribution/landing-page.server.ts";
import { createAllowance } from "../platform/allowance.server.ts";
import { MINUTE } from "../platform/clock.ts";

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
  const allowance = createAllowance({ times: PER_MINUTE, per: MINUTE });
  return {
    async check(shop, destination, clickId) {
      const excess = await allowance.take(shop);
      if (excess !== undefined) return { kind: "busy", retryAfterMs: excess.waitMs };
      const check = await checkLandingPage(destination, clickId, world);
      return { kind: "checked", check, placeholder: hasPlaceholder(destination) };
    },
  };
}
