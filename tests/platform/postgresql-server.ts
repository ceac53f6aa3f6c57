import type { TestProject } from "vitest/node";
import { migrate } from "../../app/platform/migrations/migrate.server.ts";
import { startPostgresql } from "../../sandbox/postgresql.ts";
import { createDatabase } from "../../sandbox/postgresql-databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresql: {
      /** The server's first database. */
      server: string;
      /** A migrated database that is copied for each test. */
      template: string;
    };
  }
}

/** Starts PostgreSQL when the first of the tests that need it is about to run, and ends it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The tests end processes, never the server: waiting for the disk would show nothing and cost seconds.
  const server = await startPostgresql({ fsync: false });
  const template = await createDatabase(server.url);
  await migrate(template);
  project.provide("postgresql", { server: server.url, template });
  return server.stop;
}
