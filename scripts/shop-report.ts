import type { Store } from "../app/composition.server.ts";
import type { OrderLine } from "../app/shops/shop-records.server.ts";

const LATEST = 10;

/** What an operator wants to know of a shop: as lines, or as one JSON object. Never a token. */
export async function describeShop(store: Store, shop: string, asJson: boolean): Promise<string> {
  const records = store.recordsOf(shop);
  const [installation, pixel, counts, orders] = await Promise.all([
    records.shop(),
    records.pixel(),
    records.counts(),
    records.latestOrders(LATEST),
  ]);
  const report = {
    shop,
    installed: installation === null ? "not opened yet" : (installation.uninstalledAt ?? "yes"),
    pixel: pixel?.code ?? null,
    token: pixel === null ? "none" : "saved",
    testEventCode: pixel?.testEventCode ?? null,
    paused:
      pixel?.pausedAt == null
        ? null
        : { since: pixel.pausedAt, code: pixel.pausedCode, message: pixel.pausedMessage },
    deliveries: counts.byState,
    ordersWaiting: counts.waitingOrders,
    unreadableWebhooks: counts.unreadableWebhooks,
    latest: orders.flatMap((order) => latestLines(order, pixel !== null)),
  };
  return asJson ? `${JSON.stringify(report, null, 2)}\n` : asLines(report);
}

interface LatestLine {
  order: string;
  receivedAt: Date;
  state: string;
  reason: string | null;
  eventId: string | null;
}

function latestLines({ name, receivedAt, deliveries }: OrderLine, connected: boolean): LatestLine[] {
  const waiting = connected ? "about to be sent" : "waiting for a connection";
  if (deliveries.length === 0)
    return [{ order: name, receivedAt, state: waiting, reason: null, eventId: null }];
  return deliveries.map(({ state, reason, eventId }) => ({
    order: name,
    receivedAt,
    state,
    reason,
    eventId,
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
  return rows
    .map(({ id, topic, receivedAt, reason, sealedBody }) => {
      const body = sealedBody === null ? null : store.vault.open(sealedBody, `webhook:${shop}`).reveal();
      return `${JSON.stringify({ id, topic, receivedAt, reason, body })}\n`;
    })
    .join("");
}
