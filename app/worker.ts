import { composeApp, theWorld } from "./composition.server.ts";
import { openTraces } from "./composition/tracing.server.ts";
import { startProbeServer, type ProbeServer } from "./observability/probes.server.ts";
import { SECOND } from "./platform/clock.ts";
import { ConfigError, readServingConfig } from "./platform/config.ts";
import { endOnSignal } from "./platform/process-end.ts";
import { bearObjectsYoung } from "./platform/young-objects.ts";

/** What is under way ends within TikTok's deadline. */
const STOP_BOUND_MS = 30 * SECOND;

/** `node app/worker.ts`: delivers and compares, beside a web server started with `--web-only`. */
async function main(): Promise<void> {
  bearObjectsYoung();
  const config = readServingConfig();
  const app = composeApp(config, { ...theWorld, tracing: await openTraces(config) });
  let probes: ProbeServer | undefined;
  const stop = async () => {
    app.departure.begin();
    await Promise.all([app.worker.stop(), app.chores.stop()]);
    await probes?.stop();
    await app.close();
  };
  endOnSignal({ stop, boundMs: STOP_BOUND_MS, logger: app.logger });
  await app.database.ready;
  app.worker.start();
  app.chores.start();
  const { workerPort: port, host } = app.config;
  if (port !== undefined)
    probes = await startProbeServer({ port, host }, app.observability.probesOf("worker"));
  app.logger.info({ port: probes?.port }, "worker started");
}

await main().catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78; // EX_CONFIG of sysexits.h
});
