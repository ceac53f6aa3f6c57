import type { Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { PublicReach } from "../platform/public-lookup.server.ts";
import { createSenderChecks, type SenderChecks } from "../shops/sender-checks.server.ts";
import { createSenderScan, type ScanSenders } from "../shops/sender-scan.server.ts";
import { isLookedAt } from "../shops/sender-verdict.ts";

/** What else sends a shop's purchases to TikTok. */
export interface SenderParts {
  checks: SenderChecks;
  scan: ScanSenders;
  isOnlySender(shop: string): Promise<boolean>;
}

/** Joins the parts. `web` is how storefronts are reached; the internet unless it is said. */
export function composeSenders(ledger: Ledger, clock: Clock, web?: PublicReach): SenderParts {
  const checks = createSenderChecks(ledger, clock);
  return {
    checks,
    scan: createSenderScan(web),
    // A storefront that could not be reached may show the next time what the merchant does not know.
    isOnlySender: async (shop) =>
      (await checks.verdict(shop)) === "clear" && isLookedAt((await checks.of(shop)).findings),
  };
}
