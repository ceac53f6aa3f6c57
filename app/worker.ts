import { composeApp } from "./composition.server.ts";
import { ConfigError, readServingConfig } from "./platform/config.ts";

/** `node app/worker.ts`: delivers and compares, beside a web server started with `--web-only`. */
async function main(): Promise<void> {
  const app = composeApp(readServingConfig());
  await app.database.ready;
  app.worker.start();
  app.chores.start();
  app.logger.info("worker started");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      app.logger.info({ signal }, "stopping");
      void Promise.all([app.worker.stop(), app.chores.stop()]).then(() => app.close());
    });
  }
}

await main().catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78; // EX_CONFIG of sysexits.h
});
