import type { Attribution } from "../attribution/attribution.ts";
import type { Claimed, DueOrder, Routing } from "../delivery/outbox.ts";
import type { Handover } from "../delivery/turn.ts";
import { OLDEST_PURCHASE } from "../orders/eligibility.ts";
import { MINUTE, SECOND } from "../platform/clock.ts";
import { isDatabaseTrouble } from "../platform/database.server.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Connections } from "../shops/connection.server.ts";
import type { CustomerJourneys } from "../shops/customer-journey.server.ts";
import { readSettings, type Settings } from "../shops/settings.ts";
import type { SendEvents } from "../tiktok/events-api.server.ts";
import { routeOrder, type RoutedOrder } from "../tiktok/routing.ts";

/** TikTok merges copies of a purchase for 5 minutes: an order older than this is not held up for one more carrier. */
const JOURNEY_MAX_AGE = 4 * MINUTE;
/** How long an order waits for the customer journey. */
const JOURNEY_WAIT = 5 * SECOND;

/** Whether Shopify's customer journey could tell what decides about the order. */
function isWorthAsking(
  { attribution, consent, placedAt, customer }: RoutedOrder,
  settings: Settings,
  now: number,
) {
  if (settings.orders.customers !== "all" && customer === undefined) return true;
  const lacksClick = attribution.clickId === undefined && consent.ground === "consent_recorded";
  return lacksClick && now - placedAt < JOURNEY_MAX_AGE;
}

/** Routes one order. Where nothing carried a click of a shopper who consented, Shopify's customer journey is asked first, once. */
export function route(due: DueOrder, now: number, journeys: CustomerJourneys): Routing {
  const settings = readSettings(due.settings);
  const routed = routeOrder(due, settings, now);
  const { deliveries, attribution, consent, placedAt } = routed;
  if (routed.waitsForPayment)
    return { kind: "waiting", waitingFor: "payment", until: placedAt + OLDEST_PURCHASE + SECOND };
  if (!due.journeyAsked && isWorthAsking(routed, settings, now)) {
    void journeys.ask(due);
    return { kind: "asking", delayMs: JOURNEY_WAIT };
  }
  return {
    kind: "routed",
    deliveries,
    attribution: JSON.stringify(attribution),
    consent: JSON.stringify(consent),
    click: chosenClick(attribution),
  };
}

function chosenClick({ carrier, clickId }: Attribution): { carrier: string; clickId: string } | undefined {
  return carrier === undefined || clickId === undefined ? undefined : { carrier, clickId };
}

/** Sends a batch with its pixel's token. */
export async function send(
  batch: readonly [Claimed, ...Claimed[]],
  { connections, sendEvents, logger }: { connections: Connections; sendEvents: SendEvents; logger: Logger },
): Promise<Handover> {
  const { shop, pixelCode } = batch[0];
  const to = await connections.pixelToSendTo(shop, pixelCode).catch((error: unknown) => {
    if (isDatabaseTrouble(error)) return { kind: "not_sent" } as const;
    throw error;
  });
  if (to.kind === "token_unreadable")
    logger.error({ shop }, "the shop's access token is sealed with a key that is not in ENCRYPTION_KEY");
  if (to.kind !== "connected") return to;
  const { pixel } = to;
  const result = await sendEvents(
    pixel,
    batch.map(({ event }) => event),
  );
  const { testEventCode, connectedAt, paused } = pixel;
  return { kind: "attempted", result, testEventCode, connectedAt, pixelPaused: paused };
}
