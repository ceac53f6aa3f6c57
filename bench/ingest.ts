/** Webhooks of 11 kB acknowledged after their commit is on disk, by the real server without its worker, over 64 connections that never pause. */
import { checkAnswers, checkOrders, checkWebhooks } from "./acknowledged.ts";
import type { BareKind } from "./bare-server.ts";
import type { BenchResult } from "./bench.ts";
import { newInstallation } from "./installation.ts";
import { startLoad, type Load } from "./load.ts";
import { median } from "./rounds.ts";
import type { Job, Sent } from "./sender.ts";
import type { ServerProcess } from "./server-process.ts";

const CONNECTIONS = 64;
/** So many that what is still being compiled after the first round weighs little. */
const PER_ROUND = 10_000;
const ROUNDS = 5;
/** Beside the floor: where the body is parsed, and where all of it is kept, so that it is seen what that alone costs. */
const BARE: readonly BareKind[] = ["floor", "parsed", "whole"];

interface Contestant {
  name: string;
  server: ServerProcess;
  check(sent: readonly Sent[]): void;
  sent: Sent[];
  /** Acknowledgements per CPU second, one a round. */
  speeds: number[];
}

/** Durable acknowledgements per CPU second of the server, beside a bare server that verifies, commits and answers. */
export async function ingest(): Promise<BenchResult> {
  const installation = newInstallation();
  const load = startLoad();
  const contestants: Contestant[] = [];
  const enter = (name: string, server: ServerProcess, check: Contestant["check"]): void => {
    contestants.push({ name, server, check, sent: [], speeds: [] });
  };
  try {
    installation.openApp();
    enter("app", await installation.startServer("--web-only"), (sent) => {
      checkOrders(installation.databasePath, sent);
    });
    for (const kind of BARE)
      enter(kind, await installation.startBare(kind), (sent) => {
        checkWebhooks(installation.barePath(kind), sent);
      });
    for (let round = 0; round <= ROUNDS; round++)
      for (const contestant of contestants) {
        const orders = { first: 1 + round * PER_ROUND, count: PER_ROUND };
        const speed = await measure(contestant, load, { ...installation.signature, ...orders });
        // The first round warms up.
        if (round > 0) contestant.speeds.push(speed);
      }
    return result(contestants);
  } finally {
    load.stop();
    await Promise.all(contestants.map(({ server }) => server.stop()));
    installation.remove();
  }
}

async function measure(
  { server, sent, check }: Contestant,
  load: Load,
  job: Omit<Job, "port" | "connections">,
): Promise<number> {
  const go = await load.prepare({ ...job, port: server.port, connections: CONNECTIONS });
  const before = server.cpuSeconds();
  const answered = await go();
  const spent = server.cpuSeconds() - before;
  checkAnswers(answered);
  sent.push(...answered);
  check(sent);
  return answered.length / spent;
}

function result(contestants: readonly Contestant[]): BenchResult {
  for (const { name, speeds } of contestants)
    process.stdout.write(`${name}: ${speeds.map((speed) => Math.round(speed)).join(" ")}\n`);
  const speeds = contestants.map((one) => median(one.speeds));
  const [value = NaN, floor = NaN, parsed = NaN, whole = NaN] = speeds;
  return {
    name: "ingest",
    value: Math.round(value),
    unit: "durable acknowledgements per CPU second",
    floor: Math.round(floor),
    ratio: Number((value / floor).toFixed(3)),
    detail: { bareParsed: Math.round(parsed), bareWhole: Math.round(whole) },
  };
}
