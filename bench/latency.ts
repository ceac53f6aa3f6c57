/** From the moment an order's webhook is due to TikTok's answer that its Purchase is accepted: web server and worker in one process, as they run by default. */
import { startAdvertiser, type Advertiser } from "./advertiser.ts";
import { checkAnswers, checkOrders } from "./acknowledged.ts";
import type { BenchResult } from "./bench.ts";
import { newInstallation, type Installation } from "./installation.ts";
import { startLoad } from "./load.ts";
import { percentile } from "./rounds.ts";
import type { Sent } from "./sender.ts";

const PER_SECOND = 100;
const ORDERS = 2000;
const WARM_UP = 500;
const CONNECTIONS = 64;
/** What TikTok takes for an answer: no order can be faster. */
const TIKTOK_MS = 50;

/** The median in milliseconds, and the 99th percentile, beside the time TikTok itself takes. */
export async function latency(): Promise<BenchResult> {
  const advertiser = await startAdvertiser(TIKTOK_MS);
  const installation = newInstallation(advertiser.url);
  try {
    await installation.connect();
    const took = (await run(installation, advertiser))
      .filter(({ number }) => number > WARM_UP)
      .map(({ number, dueAt }) => (advertiser.acceptedAt(number) ?? Infinity) - dueAt);
    const [p50, p99] = [percentile(took, 50), percentile(took, 99)];
    return {
      name: "latency",
      value: Number(p50.toFixed(1)),
      unit: `ms from order to acceptance, median, at ${PER_SECOND} orders a second`,
      floor: TIKTOK_MS,
      ratio: Number((p50 / TIKTOK_MS).toFixed(3)),
      detail: { p99: Number(p99.toFixed(1)), longest: Number(Math.max(...took).toFixed(1)) },
    };
  } finally {
    await advertiser.close();
    installation.remove();
  }
}

async function run(installation: Installation, advertiser: Advertiser): Promise<Sent[]> {
  const load = startLoad();
  const server = await installation.startServer();
  try {
    const orders = { first: 1, count: WARM_UP + ORDERS, perSecond: PER_SECOND };
    const at = { ...installation.signature, port: server.port, connections: CONNECTIONS };
    const go = await load.prepare({ ...at, ...orders });
    const sent = await go();
    checkAnswers(sent);
    await advertiser.allAccepted(sent);
    checkOrders(installation.databasePath, sent);
    return sent;
  } finally {
    load.stop();
    await server.stop();
  }
}
