import { composeApp } from "./composition.server.ts";
import { ConfigError, readConfig } from "./platform/config.ts";

/** `node app/worker.ts`: delivers, beside a web server started with `--web-only`. */
function main(): void {
  const app = composeApp(readConfig());
  app.worker.start();
  app.logger.info("worker started");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      app.logger.info({ signal }, "stopping");
      void app.worker.stop().then(() => app.close());
    });
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78; // EX_CONFIG of sysexits.h
}
