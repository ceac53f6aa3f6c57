import { composeStore, composeWorker } from "./composition.server.ts";
import { ConfigError, readStoreConfig } from "./platform/config.ts";

/** `node app/worker.ts`: delivers, beside a web server started with `--web-only`. */
function main(): void {
  const store = composeStore(readStoreConfig());
  const worker = composeWorker(store);
  worker.start();
  store.logger.info("worker started");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      store.logger.info({ signal }, "stopping");
      void worker.stop().then(() => store.close());
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
