import { Gauge, type Registry } from "prom-client";

/** How the whole installation stands, in Prometheus' words. */
export type Gauges = ReturnType<typeof createGauges>;

/** What is counted here is counted up to 1,000 for a state of a shop. */
const UP_TO = "counted up to 1,000 for each shop";

/** Makes the gauges in a registry. */
export function createGauges(registry: Registry) {
  const registers = [registry];
  return { ...shopGauges(registers), ...backlogGauges(registers), ...choreGauges(registers) };
}

function shopGauges(registers: Registry[]) {
  return {
    shops: new Gauge({ name: "throughline_shops", help: "Shops that have the app.", registers }),
    troubled: new Gauge({
      name: "throughline_shops_in_trouble",
      help: "Shops with a trouble, as /operator shows it; a shop may have several.",
      labelNames: ["trouble"],
      registers,
    }),
    pixels: new Gauge({
      name: "throughline_pixels",
      help: "TikTok pixels: connected, or paused because TikTok refuses their token.",
      labelNames: ["state"],
      registers,
    }),
    coverage: new Gauge({
      name: "throughline_coverage_orders",
      help: "Orders of yesterday and today, by each shop's own days: eligible, and of those accepted by TikTok, still waiting, stopped.",
      labelNames: ["result"],
      registers,
    }),
  };
}

function backlogGauges(registers: Registry[]) {
  return {
    ordersWaiting: new Gauge({
      name: "throughline_orders_waiting",
      help: `Orders of which no event has been made, those that wait for payment or for a pixel included; ${UP_TO}.`,
      registers,
    }),
    orderOldest: new Gauge({
      name: "throughline_order_oldest_seconds",
      help: "How long the oldest of them has waited, but for those that wait for payment or for a pixel.",
      registers,
    }),
    deliveries: new Gauge({
      name: "throughline_deliveries",
      help: `Deliveries on their way, by state; ${UP_TO}.`,
      labelNames: ["state"],
      registers,
    }),
    deliveryOldest: new Gauge({
      name: "throughline_delivery_oldest_seconds",
      help: "How old the oldest delivery of a state is.",
      labelNames: ["state"],
      registers,
    }),
    stopped: new Gauge({
      name: "throughline_deliveries_stopped",
      help: `Deliveries of the last seven days that wait for a person (held) or that TikTok refused; ${UP_TO}.`,
      labelNames: ["state"],
      registers,
    }),
    unread: new Gauge({
      name: "throughline_webhooks_unread",
      help: "Webhooks of the last seven days that were signed by Shopify and could not be read; they are kept.",
      registers,
    }),
  };
}

function choreGauges(registers: Registry[]) {
  return {
    sweepLag: new Gauge({
      name: "throughline_sweep_lag_seconds",
      help: "How long the comparison of a shop's orders with Shopify's list is overdue, of the shop that has waited longest.",
      registers,
    }),
    sweepsFailing: new Gauge({
      name: "throughline_sweeps_failing",
      help: "Shops whose last comparison with Shopify's list failed.",
      registers,
    }),
    alertsOpen: new Gauge({
      name: "throughline_alerts_open",
      help: "Problems that merchants were told of and that are not over.",
      registers,
    }),
    messageLag: new Gauge({
      name: "throughline_alert_message_lag_seconds",
      help: "How long the oldest message to a merchant that is due has not been tried.",
      registers,
    }),
    freeBytes: new Gauge({
      name: "throughline_database_free_bytes",
      help: "Free bytes where the SQLite file lies; NaN on PostgreSQL, whose disk cannot be seen from here.",
      registers,
    }),
    surveySeconds: new Gauge({
      name: "throughline_survey_seconds",
      help: "How long it took to read the figures of all shops.",
      registers,
    }),
  };
}
