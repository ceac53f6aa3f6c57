import { defineConfig } from "vitest/config";
import { shared } from "./vitest.config.ts";

/** `npm run matrix`: every path to an order, every consent, in a real browser, up to what TikTok receives. */
export default defineConfig({
  test: {
    ...shared,
    include: ["tests/matrix/**/*.test.ts"],
    maxWorkers: 1,
    maxConcurrency: 4,
    // Every wait inside is on a condition and has its own limit; this one only ends what hangs.
    testTimeout: 300_000,
  },
});
