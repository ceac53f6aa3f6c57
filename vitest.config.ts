import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    sequence: { shuffle: { files: false, tests: true } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "forks",
    onConsoleLog: (log) => {
      throw new Error(`a test printed to the console: ${log}`);
    },
  },
});
