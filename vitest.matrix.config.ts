import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** `npm run matrix`: every path to an order, every consent, in a real browser. */
export default defineConfig({
  test: {
    ...base.test,
    include: ["tests/matrix/**/*.test.ts"],
    exclude: [],
    maxWorkers: 1,
    maxConcurrency: 3,
    testTimeout: 120_000,
  },
});
