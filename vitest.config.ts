import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // More than a hundred walks through the shop in a browser take minutes: `npm run matrix`.
    exclude: ["tests/matrix/**"],
    sequence: { shuffle: { files: false, tests: true } },
    // Half of the time a test waits for a browser or a child process, so two cores carry two workers.
    maxWorkers: 2,
    testTimeout: 40_000,
    hookTimeout: 60_000,
    pool: "forks",
    onConsoleLog: (log) => {
      throw new Error(`a test printed to the console: ${log}`);
    },
  },
});
