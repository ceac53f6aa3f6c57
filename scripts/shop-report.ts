import type { Store } from "../app/composition.server.ts";
import { dated } from "../app/shops/dated.ts";
import type { OrderLine, PixelRecord } from "../app/shops/shop-records.server.ts";
import { webhookBodyPurpose } from "../app/shops/sealed-places.ts";

const LATEST = 10;

/** What an operator wants to know of a shop: as lines, or as one JSON object. Never a token. */
export async function describeShop(store: Store, shop: string, asJson: boolean): Promise<string> {
  const records = store.recordsOf(shop);
  const [installation, pixels, counts, orders] = await Promise.all([
    records.shop(),
    records.pixels(),
    records.counts(),
    records.latestOrders(LATEST),
  ]);
  const report = {
    shop,
    installed: installation === null ? "not opened yet" : (installation.uninstalledAt ?? "yes"),
    pixels: pixels.map(pixelLine),
    deliveries: counts.byState,
    ordersWaiting: counts.waitingOrders,
    unreadableWebhooks: counts.unreadableWebhooks,
    latest: orders.flatMap((order) => latestLines(order, pixels.length > 0)),
  };
  return asJson ? `${JSON.stringify(report, null, 2)}\n` : asLines(report);
}

function pixelLine({ code, testEventCode, pausedAt, pausedCode, pausedMessage }: PixelRecord) {
  const paused = pausedAt && { since: pausedAt, code: pausedCode, message: pausedMessage };
  return { pixel: code, token: "saved", testEventCode, paused };
}

interface LatestLine {
  order: string;
  receivedAt: Date;
  pixel?: string;
  state: string;
  reason: string | null;
  eventId: string | null;
}

function latestLines(
  { name, receivedAt, waitingFor, deliveries }: OrderLine,
  connected: boolean,
): LatestLine[] {
  const ready = waitingFor === null ? "about to be sent" : `waiting for ${waitingFor}`;
  const waiting = connected ? ready : "waiting for a connection";
  if (deliveries.length === 0)
    return [{ order: name, receivedAt, state: waiting, reason: null, eventId: null }];
  return deliveries.map(({ pixelCode, state, reason, eventId }) => ({
    ...{ order: name, receivedAt, pixel: pixelCode, state, reason, eventId },
  }));
}

function asLines(report: Record<string, unknown>): string {
  return Object.entries(report)
    .map(([name, value]) => `${name.padEnd(20)} ${Array.isArray(value) ? list(value) : plain(value)}`)
    .join("\n")
    .concat("\n");
}

function list(values: unknown[]): string {
  return values.length === 0 ? "none" : values.map((value) => `\n  ${plain(value)}`).join("");
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return typeof value === "string" ? value : JSON.stringify(value);
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return parts.length === 0 ? "none" : parts.map(([name, part]) => `${name} ${plain(part)}`).join(", ");
}

/** The signed webhooks nobody could read, opened: one JSON object a line. */
export async function unreadWebhooks(store: Store, shop: string): Promise<string> {
  const rows = await store.database.prisma.webhook.findMany({ where: { shop, outcome: "unreadable" } });
  return dated(rows)
    .map(({ id, topic, receivedAt, reason, sealedBody }) => {
      const body =
        sealedBody === null ? null : store.vault.open(sealedBody, webhookBodyPurpose(shop)).reveal();
      return `${JSON.stringify({ id, topic, receivedAt, reason, body })}\n`;
    })
    .join("");
}
