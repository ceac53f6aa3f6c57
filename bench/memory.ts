/** The memory of the web server with its worker in the same process, as they run by default, while orders come in and go out for a minute. */
import { startAdvertiser } from "./advertiser.ts";
import { checkAnswers, checkOrders, checkWebhooks } from "./acknowledged.ts";
import type { BenchResult } from "./bench.ts";
import { newInstallation, type Installation } from "./installation.ts";
import { startLoad } from "./load.ts";
import { median } from "./rounds.ts";
import type { Sent } from "./sender.ts";
import type { ServerProcess } from "./server-process.ts";

const PER_SECOND = 500;
const SECONDS = 60;
const CONNECTIONS = 64;
const TIKTOK_MS = 50;
const SAMPLE_MS = 500;

/** What a server did under the load: what it acknowledged, and its megabytes every half second. */
interface Run {
  sent: Sent[];
  megabytes: number[];
}

/** The most memory held, in megabytes, beside the bare server's under the same load at the same time. */
export async function memory(): Promise<BenchResult> {
  const advertiser = await startAdvertiser(TIKTOK_MS);
  const installation = newInstallation(advertiser.url);
  const servers: ServerProcess[] = [];
  try {
    await installation.connect();
    const app = await installation.startServer();
    const bare = await installation.startBare("floor");
    servers.push(app, bare);
    const atStart = app.residentMegabytes();
    const [ofApp, ofBare] = await Promise.all([underLoad(installation, app), underLoad(installation, bare)]);
    await advertiser.allAccepted(ofApp.sent);
    checkOrders(installation.databasePath, ofApp.sent);
    checkWebhooks(installation.barePath("floor"), ofBare.sent);
    return result(ofApp.megabytes, ofBare.megabytes, atStart);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await advertiser.close();
    installation.remove();
  }
}

async function underLoad({ signature }: Installation, server: ServerProcess): Promise<Run> {
  const load = startLoad();
  try {
    const orders = { first: 1, count: PER_SECOND * SECONDS, perSecond: PER_SECOND };
    const at = { ...signature, port: server.port, connections: CONNECTIONS };
    const go = await load.prepare({ ...at, ...orders });
    const megabytes: number[] = [];
    const sampling = setInterval(() => megabytes.push(server.residentMegabytes()), SAMPLE_MS);
    const sent = await go().finally(() => {
      clearInterval(sampling);
    });
    checkAnswers(sent);
    return { sent, megabytes };
  } finally {
    load.stop();
  }
}

/** Flat: the last third of the minute beside the second. In the first the engine still decides what to keep compiled. */
function result(app: readonly number[], bare: readonly number[], atStart: number): BenchResult {
  const third = Math.floor(app.length / 3);
  const [middle, end] = [median(app.slice(third, 2 * third)), median(app.slice(2 * third))];
  const [value, floor] = [Math.max(...app), Math.max(...bare)];
  return {
    name: "memory",
    value: Math.round(value),
    unit: `MB held at most, at ${PER_SECOND} orders a second for ${SECONDS} seconds`,
    floor: Math.round(floor),
    ratio: Number((value / floor).toFixed(3)),
    detail: {
      atStart: Math.round(atStart),
      middle: Math.round(middle),
      end: Math.round(end),
      growth: Number((end / middle).toFixed(3)),
    },
  };
}
