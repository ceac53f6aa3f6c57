import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";
import { SecondTries } from "./tests/platform/second-tries.ts";

/** What every test runs under. */
export const shared = {
  sequence: { shuffle: { files: false, tests: true } },
  // Half of the time a test waits for a browser or a child process, so two cores carry two workers.
  maxWorkers: 2,
  // Every wait inside is on a condition and has its own limit; these only end what hangs.
  testTimeout: 120_000,
  // Only a test that fails waits so long.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 120_000,
  // On a machine that does other work too, one of six thousand may be disturbed. Whoever needed a second try is named.
  retry: process.env["CI"] === undefined ? 0 : 1,
  reporters: ["default", new SecondTries()],
  pool: "forks",
  onConsoleLog: (log: string): never => {
    throw new Error(`a test printed to the console: ${log}`);
  },
} satisfies ViteUserConfig["test"];

/** Every test, on SQLite. */
const sqlite: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "sqlite",
    include: ["tests/**/*.test.ts"],
    // Walks in a browser take minutes: `npm run matrix`, `npm run walk`.
    exclude: ["tests/matrix/**", "tests/walk/**", "tests/postgresql/**"],
  },
};

/** Whatever touches the database, again on a PostgreSQL server of our own. */
const postgresql: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "postgresql",
    include: [
      "tests/postgresql/**/*.test.ts",
      "tests/platform/database*.test.ts",
      "tests/{alerts,delivery,ingest,operator,shops,privacy}/**/*.test.ts",
      "tests/observability/{heartbeats,readiness,installation}.test.ts",
      "tests/reconciliation/{sweep,coverage,backfill}*.test.ts",
      "tests/scripts/{shop,doctor,keys}*.test.ts",
    ],
    env: { TEST_DATABASE: "postgresql" },
    globalSetup: "tests/platform/postgresql-server.ts",
  },
};

export default defineConfig({ test: { ...shared, projects: [sqlite, postgresql] } });
