import { describe, expect, it } from "vitest";
import { createHeartbeats } from "../../app/observability/heartbeats.server.ts";
import { createReadiness } from "../../app/observability/readiness.server.ts";
import { SECOND } from "../../app/platform/clock.ts";
import { createDeparture } from "../../app/platform/departure.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { change, newDatabase } from "../platform/temporary-database.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

async function newWorld() {
  const database = await newDatabase();
  const clock = { now: NOW };
  const heartbeats = createHeartbeats(database.ledger, () => clock.now);
  const departure = createDeparture();
  /** A new one each time: what it says is a second old at most. */
  const look = (ownBeatAt?: () => number | undefined, ledger: Ledger = database.ledger) => {
    // Long enough for a busy machine, but where no answer ever comes.
    const patience = ledger === database.ledger ? 20_000 : 50;
    return createReadiness({ ledger, heartbeats, ownBeatAt, departure, clock: () => clock.now, patience })();
  };
  return { database, clock, heartbeats, departure, look };
}

describe("a web server", () => {
  it("is ready while the tables are current and a worker is alive", async () => {
    const { heartbeats, clock, look } = await newWorld();
    await heartbeats.beat("one", NOW);
    clock.now += 7 * SECOND;
    expect(await look()).toEqual({
      ...{ status: "ready", database: "answers", migrations: "current", worker: "alive" },
      ...{ workerSeenSecondsAgo: 7, workersAlive: 1 },
    });
  });

  it("is degraded, and takes requests, while no worker was seen for half a minute", async () => {
    const { heartbeats, clock, look } = await newWorld();
    expect(await look()).toMatchObject({ status: "degraded", worker: "never", workersAlive: 0 });
    await heartbeats.beat("one", NOW);
    clock.now += 31 * SECOND;
    expect(await look()).toMatchObject({ status: "degraded", worker: "silent", workerSeenSecondsAgo: 31 });
  });

  it("is not ready while a migration is missing, or the database is of another version", async () => {
    const { database, look } = await newWorld();
    await change(
      database,
      "DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)",
    );
    expect(await look()).toMatchObject({ status: "not_ready", migrations: "missing" });
    await change(
      database,
      "UPDATE _prisma_migrations SET migration_name = '29990101000000_later' WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)",
    );
    expect(await look()).toMatchObject({ status: "not_ready", migrations: "other_version" });
  });

  it("takes requests while a newer version, which has migrated already, is rolled out beside it", async () => {
    const { database, heartbeats, look } = await newWorld();
    await heartbeats.beat("one", NOW);
    await change(
      database,
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) SELECT 'later', checksum, '29990101000000_later', started_at, finished_at, 1 FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)",
    );
    expect(await look()).toMatchObject({ status: "degraded", migrations: "newer" });
  });

  it("is not ready while the database does not answer in time, or says no", async () => {
    const { database, look } = await newWorld();
    const silent: Ledger = { ...database.ledger, read: () => new Promise(() => undefined) };
    const broken: Ledger = { ...database.ledger, read: () => Promise.reject(new Error("gone")) };
    for (const ledger of [silent, broken])
      expect(await look(undefined, ledger)).toEqual({
        ...{ status: "not_ready", database: "silent", migrations: "unknown", worker: "unknown" },
      });
  });

  it("says that it is leaving once it was asked to stop", async () => {
    const { departure, look } = await newWorld();
    departure.begin();
    expect(await look()).toMatchObject({ status: "leaving", database: "answers" });
  });

  it("asks the database once, however many ask it", async () => {
    const { database, heartbeats, departure, clock } = await newWorld();
    let asked = 0;
    const ledger: Ledger = {
      ...database.ledger,
      read(steps) {
        asked += 1;
        return database.ledger.read(steps);
      },
    };
    const look = createReadiness({ ledger, heartbeats, departure, clock: () => clock.now, patience: 20_000 });
    await Promise.all(Array.from({ length: 50 }, look));
    expect(asked).toBe(1);
  });
});

describe("a worker", () => {
  it("is ready while its own loop goes round, whoever else is alive", async () => {
    const { heartbeats, clock, look } = await newWorld();
    await heartbeats.beat("another", NOW);
    expect(await look(() => undefined)).toMatchObject({ status: "not_ready", worker: "alive" });
    expect(await look(() => NOW)).toMatchObject({ status: "ready" });
    clock.now += 29 * SECOND;
    expect(await look(() => NOW - 2 * SECOND)).toMatchObject({ status: "not_ready", worker: "alive" });
  });
});
