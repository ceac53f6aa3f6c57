import type { ShopStanding } from "../../app/operator/standing.ts";

/** 2026-11-22 18:00:00 UTC. */
export const NOW = Date.UTC(2026, 10, 22, 18);

/** A shop in which all goes well. */
export function standing(changes: Partial<ShopStanding> = {}): ShopStanding {
  return {
    ...{ shop: "northpine.example", name: "Northpine", installedAt: 1, uninstalledAt: null },
    ...{ adminProblem: null, webPixel: true, pixels: 1, pausedPixels: 0 },
    ...{ lastOrderAt: null, lastAcceptedAt: null, waitingOrders: 0, oldestOrderAt: null },
    ...{ pending: 0, leased: 0, retrying: 0, paused: 0 },
    ...{ oldestPendingAt: null, oldestLeasedAt: null, oldestRetryingAt: null, oldestPausedAt: null },
    ...{ held: 0, refused: 0, unreadable: 0, eligible: 0, accepted: 0 },
    ...changes,
  };
}
