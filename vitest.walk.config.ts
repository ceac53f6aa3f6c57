import { defineConfig } from "vitest/config";
import { shared } from "./vitest.config.ts";

/** `npm run walk`: every page in every state, wide and narrow, in every language, searched for what keeps somebody from using it. */
export default defineConfig({
  test: {
    ...shared,
    include: ["tests/walk/**/*.test.ts"],
    maxWorkers: 1,
    // Every wait inside is on a condition and has its own limit; this one only ends what hangs.
    testTimeout: 300_000,
  },
});
