/**
 * `npm run bench -- NAME`: measures one thing beside its floor, the least that the same work could cost, in the same run: machines differ and are noisy, ratios
 * less so. The last line is JSON: `{"name","value","unit","floor","ratio"}`.
 */
import { cpus } from "node:os";
import { deliveryPg } from "./delivery-pg.ts";
import { delivery } from "./delivery.ts";
import { growth } from "./growth.ts";
import { ingestLatency } from "./ingest-latency.ts";
import { ingest } from "./ingest.ts";
import { latency } from "./latency.ts";
import { mapping } from "./mapping.ts";
import { memory } from "./memory.ts";
import { pages } from "./pages.ts";
import { storefront } from "./storefront.ts";
import { answerHelp } from "../scripts/usage-error.ts";

/** What a benchmark found. `ratio` is value / floor. */
export interface BenchResult {
  name: string;
  value: number;
  unit: string;
  floor: number;
  ratio: number;
  /** What else is worth knowing of the same run. */
  detail?: Readonly<Record<string, number>>;
}

const BENCHES: Readonly<Record<string, () => Promise<BenchResult> | BenchResult>> = {
  ...{ mapping, delivery, growth, ingest, latency, memory, pages, storefront },
  "ingest-latency": ingestLatency,
  "delivery-pg": deliveryPg,
};

const USAGE = `Usage: npm run bench -- ${Object.keys(BENCHES).join(" | ")}\n`;

answerHelp(USAGE);
const name = process.argv[2] ?? "";
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  process.stdout.write(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
  process.stdout.write(`${JSON.stringify(await bench())}\n`);
}
