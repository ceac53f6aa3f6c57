import type { Engine } from "../../app/platform/engine.ts";
import { MINUTE } from "../../app/platform/clock.ts";
import {
  MigrationError,
  nextMigration,
  type HistoryEntry,
  type Migration,
} from "../../app/platform/migrations/history.ts";
import { ok, warning, wrong, type Finding } from "./finding.ts";

/** What was seen of the database. */
export type DatabaseFacts = { kind: "unreachable"; why: string } | ReachableDatabase;

export interface ReachableDatabase {
  kind: "reachable";
  engine: Engine;
  /** Why nothing can be written; undefined when something can. */
  readOnly: string | undefined;
  /** Settings that decide what survives a power cut, by name. */
  settings: Readonly<Record<string, string>>;
  /** Where the file lies, for SQLite: Linux's number of the kind of file system, and bytes. */
  disk: { kind: number; free: number; size: number } | undefined;
  history: HistoryEntry[];
  /** How the app stands; undefined while it has no tables. */
  state: AppState | undefined;
}

export interface AppState {
  /** Pixels whose token does not open with the configured keys, and all pixels. */
  unreadable: number;
  pixels: number;
  /** Installed shops. */
  shops: number;
  /** For how long what is due has waited for a worker, milliseconds; 0 when nothing waits. */
  late: number;
}

const ABOUT = "database";

/** What the databases' own codes mean. */
const REASONS: Readonly<Record<string, string>> = {
  "28P01": "user or password is wrong",
  "28000": "the server does not let this user in",
  "3D000": "there is no such database",
  "53300": "the server has no connection left",
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the server's name is not known",
  SQLITE_NOTADB: "the file is no database",
  SQLITE_CORRUPT: "the file is damaged: restore a backup",
  SQLITE_CANTOPEN: "the app's user may not open the file or its folder",
  SQLITE_READONLY: "the app's user may not write the file",
  SQLITE_BUSY: "another process holds it",
};
const reasonOf = (code: string): string => REASONS[code] ?? code;
const GIGABYTE = 1024 ** 3;
/** A chore is looked at every minute, an order within seconds: after this nobody works. */
const NOBODY_WORKS = 15 * MINUTE;

/** Kinds of file system a SQLite file is in danger on (statfs(2)). */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x01021994, "memory (tmpfs): it is lost when the machine restarts"],
  [0x794c7630, "a container's own layer (overlay): it is lost when the container is replaced"],
  [0x6969, "a network disk (NFS): SQLite's log does not work across it"],
  [0xff534d42, "a network disk (CIFS): SQLite's log does not work across it"],
  [0xfe534d42, "a network disk (SMB): SQLite's log does not work across it"],
]);

/** What is to be said of the database. */
export function judgeDatabase(facts: DatabaseFacts, migrations: readonly Migration[]): Finding[] {
  if (facts.kind === "unreachable")
    return [
      wrong(
        ABOUT,
        `cannot be opened: ${reasonOf(facts.why)}`,
        "Check DATABASE_URL and that the database runs; then: npm run migrate",
      ),
    ];
  return [
    facts.readOnly === undefined
      ? ok(ABOUT, `${facts.engine}, can be written`)
      : wrong(
          ABOUT,
          `cannot be written: ${reasonOf(facts.readOnly)}`,
          "Give the app's user the right to write, or point DATABASE_URL at the primary server.",
        ),
    ...judgeSettings(facts),
    ...judgeDisk(facts),
    judgeMigrations(facts, migrations),
    ...(facts.state === undefined ? [] : judgeState(facts.state)),
  ];
}

/** What a setting must not be, and why. */
const DANGEROUS: Readonly<Record<string, { values: readonly string[]; why: string }>> = {
  fsync: { values: ["off"], why: "a power cut loses and breaks what was acknowledged" },
  full_page_writes: { values: ["off"], why: "a power cut can break the database" },
  synchronous_commit: { values: ["off"], why: "a crash loses what was acknowledged to Shopify" },
};

function judgeSettings({ engine, settings }: ReachableDatabase): Finding[] {
  const about = "durability";
  const findings = Object.entries(DANGEROUS).flatMap(([name, { values, why }]) =>
    values.includes(settings[name] ?? "")
      ? [
          wrong(
            about,
            `${name} is ${settings[name]}: ${why}`,
            `Set ${name} = on in PostgreSQL's configuration.`,
          ),
        ]
      : [],
  );
  if (engine === "sqlite" && settings["journal_mode"] !== "wal")
    findings.push(
      warning(
        about,
        `the file's journal is ${settings["journal_mode"] ?? "?"}, not a log (wal)`,
        "Start the app once: it sets it, and waits for the disk at every commit.",
      ),
    );
  return findings.length > 0 ? findings : [ok(about, "what is acknowledged survives a power cut")];
}

function judgeDisk({ disk }: ReachableDatabase): Finding[] {
  if (disk === undefined) return [];
  const about = "disk";
  const gigabytes = `${(disk.free / GIGABYTE).toFixed(1)} GB free`;
  const fix = "Make room, move the file to a larger disk, or lower RETENTION_DAYS.";
  const kind = FILE_SYSTEMS.get(disk.kind);
  return [
    disk.free < GIGABYTE / 4
      ? wrong(about, `${gigabytes}: webhooks are refused when it is full`, fix)
      : disk.free < Math.max(2 * GIGABYTE, disk.size)
        ? warning(about, gigabytes, fix)
        : ok(about, gigabytes),
    ...(kind === undefined
      ? []
      : [
          warning(
            about,
            `the database lies on ${kind}`,
            "Put the file on a disk of this machine that stays, in Docker on a volume.",
          ),
        ]),
  ];
}

function judgeMigrations({ history }: ReachableDatabase, migrations: readonly Migration[]): Finding {
  const about = "tables";
  try {
    const missing = nextMigration(migrations, history);
    return missing === undefined
      ? ok(about, "as this version of the app needs them")
      : wrong(
          about,
          `the migration ${missing.name} is missing`,
          "Run: npm run migrate (npm start does it by itself)",
        );
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return wrong(about, error.message, "Until then the app does not start.");
  }
}

function judgeState({ unreadable, pixels, shops, late }: AppState): Finding[] {
  const findings = [
    late < NOBODY_WORKS
      ? ok("worker", late === 0 ? "nothing waits for it" : "keeps up")
      : wrong(
          "worker",
          `nothing was done for ${Math.floor(late / MINUTE)} minutes although something is due`,
          "Start one: npm start without --web-only, or npm run worker; then look at its log.",
        ),
    shops === 0
      ? warning("shops", "none has the app yet", "Install it in a shop.")
      : ok("shops", `${shops} with the app`),
  ];
  if (unreadable > 0)
    findings.push(
      wrong(
        "TikTok tokens",
        `${unreadable} of ${pixels} do not open with ENCRYPTION_KEY: nothing is sent for them`,
        "Put the key they were sealed with behind the first: ENCRYPTION_KEY=NEW,OLD; or connect those pixels again.",
      ),
    );
  else if (pixels > 0) findings.push(ok("TikTok tokens", `${pixels} stored, each opens`));
  return findings;
}
