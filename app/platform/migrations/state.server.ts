import type { Engine } from "../engine.ts";
import { prepareAll, type Ledger } from "../ledger.ts";
import {
  HISTORY_SQL,
  migrationsFor,
  MigrationError,
  nextMigration,
  type HistoryEntry,
  type Migration,
} from "./history.ts";

/** Whether the tables are those this version of the app needs. `newer`: those, and what a newer version added to them while this one still runs (docs/upgrading.md). */
export type MigrationState = "current" | "newer" | "missing" | "other_version";

/** Read once: the files may belong to the next version already. */
const shipped = new Map<Engine, readonly Migration[]>();

/** Reads how the database's tables stand beside the migrations of this version of the app. */
export async function migrationState(ledger: Ledger): Promise<MigrationState> {
  const { engine } = ledger.dialect;
  const migrations = shipped.get(engine) ?? migrationsFor(engine);
  shipped.set(engine, migrations);
  // Made ready only now: a database that another tool made has no such table, and the app starts on it all the same.
  const { history } = prepareAll(ledger, { history: HISTORY_SQL });
  const entries = await ledger.read(() => history.all<HistoryEntry>());
  const known = entries.filter(({ name }) => migrations.some((migration) => migration.name === name));
  try {
    if (nextMigration(migrations, known) === undefined && known.length < entries.length) return "newer";
    return nextMigration(migrations, entries) === undefined ? "current" : "missing";
  } catch (error) {
    if (error instanceof MigrationError) return "other_version";
    throw error;
  }
}
