import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const ACK_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const REQUEST_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5];
const SIZE_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 500, 2000];
/** TikTok merges copies for five minutes, forgets an id after 48 hours and a purchase after 28 days. */
const AGE_BUCKETS = [5, 15, 60, 300, 900, 3600, 14_400, 86_400, 172_800, 604_800, 2_419_200];

/** What one process counts, in Prometheus' words. */
export type Instruments = ReturnType<typeof createInstruments>;

/** Makes them, in a registry of their own: two apps in one process (tests) count apart. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    ...doorInstruments(registers),
    ...deliveryInstruments(registers),
    ...healthInstruments(registers),
  };
}

function doorInstruments(registers: Registry[]) {
  return {
    webhooks: new Counter({
      name: "throughline_webhooks_total",
      help: "Webhooks answered, by topic and by what came of them; accepted, duplicate and unreadable are acknowledged.",
      labelNames: ["topic", "outcome"],
      registers,
    }),
    acknowledgements: new Histogram({
      name: "throughline_webhook_ack_seconds",
      help: "Time from a webhook's headers to its acknowledgement, which is sent after it is on disk.",
      buckets: ACK_BUCKETS,
      registers,
    }),
    hints: new Counter({
      name: "throughline_hints_total",
      help: "Hints of web pixels, by what came of them.",
      labelNames: ["outcome"],
      registers,
    }),
    commitSize: new Histogram({
      name: "throughline_commit_size",
      help: "How many webhooks, hints or settlements shared one commit.",
      labelNames: ["kind"],
      buckets: SIZE_BUCKETS,
      registers,
    }),
    commitSeconds: new Histogram({
      name: "throughline_commit_seconds",
      help: "Time of one such commit, disk included.",
      labelNames: ["kind"],
      buckets: COMMIT_BUCKETS,
      registers,
    }),
  };
}

function deliveryInstruments(registers: Registry[]) {
  return {
    requests: new Counter({
      name: "throughline_tiktok_requests_total",
      help: "Requests to TikTok's Events API, by what the answer meant and by the code in its body (none: no body of TikTok's, other: a code that is not documented).",
      labelNames: ["outcome", "code"],
      registers,
    }),
    verdicts: new Counter({
      name: "throughline_verdicts_total",
      help: "Events in those requests: one verdict each.",
      labelNames: ["outcome", "code"],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "throughline_tiktok_request_seconds",
      help: "Time of a request to TikTok, up to the last byte of the answer.",
      labelNames: ["outcome"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    settlements: new Counter({
      name: "throughline_settlements_total",
      help: "Turns of deliveries that ended, by the state they ended in.",
      labelNames: ["state"],
      registers,
    }),
    lostLeases: new Counter({
      name: "throughline_lost_leases_total",
      help: "Turns whose lease had run out before they could be settled: somebody else had taken the delivery over.",
      registers,
    }),
    purchaseAge: new Histogram({
      name: "throughline_purchase_age_seconds",
      help: "How old a purchase was when TikTok accepted it, by lane (live: new orders, past: a backfill's).",
      labelNames: ["lane"],
      buckets: AGE_BUCKETS,
      registers,
    }),
  };
}

function healthInstruments(registers: Registry[]) {
  return {
    databaseUp: new Gauge({
      name: "throughline_database_up",
      help: "1 while the database answers this process within two seconds, otherwise 0.",
      registers,
    }),
    workers: new Gauge({
      name: "throughline_workers",
      help: "Workers of all machines that were heard of in the last 30 seconds.",
      registers,
    }),
    heartbeatAge: new Gauge({
      name: "throughline_worker_heartbeat_age_seconds",
      help: "Seconds since any worker was heard of; +Inf when none ever was.",
      registers,
    }),
  };
}
