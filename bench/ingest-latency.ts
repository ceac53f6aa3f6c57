/** How long Shopify waits for a durable acknowledgement at a given rate: each webhook's time runs from the moment it was due, not from when there was room to send it. */
import { checkAnswers, checkOrders, checkWebhooks } from "./acknowledged.ts";
import type { BenchResult } from "./bench.ts";
import { newInstallation } from "./installation.ts";
import { startLoad } from "./load.ts";
import { median, percentile } from "./rounds.ts";
import type { Sent } from "./sender.ts";
import type { ServerProcess } from "./server-process.ts";

const PER_SECOND = 2000;
const CONNECTIONS = 256;
const WEBHOOKS = 10_000;
/** The first warms up; before the second its connections are closed, which makes V8 compile much of Node's streams once more. */
const WARM_UP = 2;
const ROUNDS = 3;

/** The 99th percentile in milliseconds, beside the bare server's under the same load. */
export async function ingestLatency(): Promise<BenchResult> {
  const installation = newInstallation();
  const load = startLoad();
  const servers: ServerProcess[] = [];
  try {
    installation.openApp();
    const app = await installation.startServer("--web-only");
    const bare = await installation.startBare("floor");
    servers.push(app, bare);
    const rounds = new Map<ServerProcess, Sent[][]>(servers.map((server) => [server, []]));
    for (let round = 0; round < WARM_UP + ROUNDS; round++)
      for (const [server, sent] of rounds) {
        const orders = { first: 1 + round * WEBHOOKS, count: WEBHOOKS, perSecond: PER_SECOND };
        const at = { ...installation.signature, port: server.port, connections: CONNECTIONS };
        const go = await load.prepare({ ...at, ...orders });
        sent.push(await go());
        checkAnswers(sent.flat());
        if (server === app) checkOrders(installation.databasePath, sent.flat());
        else checkWebhooks(installation.barePath("floor"), sent.flat());
      }
    return result(rounds.get(app) ?? [], rounds.get(bare) ?? []);
  } finally {
    load.stop();
    await Promise.all(servers.map((server) => server.stop()));
    installation.remove();
  }
}

function result(app: readonly Sent[][], bare: readonly Sent[][]): BenchResult {
  const took = ({ tookMs }: Sent) => tookMs;
  const value = overRounds(app, 99, took);
  const floor = overRounds(bare, 99, took);
  return {
    name: "ingest-latency",
    value,
    unit: `ms for 99 of 100 acknowledgements at ${PER_SECOND} a second`,
    floor,
    ratio: Number((value / floor).toFixed(3)),
    detail: {
      ...{ p50: overRounds(app, 50, took), floorP50: overRounds(bare, 50, took) },
      // Where this is not small, the machine was too busy with others to say anything.
      generatorLate: overRounds([...app, ...bare], 99, ({ noticedMs }) => noticedMs),
    },
  };
}

/** The median round's percentile. */
function overRounds(rounds: readonly Sent[][], percent: number, of: (sent: Sent) => number): number {
  const found = rounds.slice(WARM_UP).map((sent) => percentile(sent.map(of), percent));
  return Number(median(found).toFixed(1));
}
