import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const DEBIAN = "/usr/lib/postgresql";
const HOMEBREW = ["/opt/homebrew/opt", "/usr/local/opt"];
const NEEDED = ["initdb", "postgres"];

/** Where scripts/install-postgresql.mjs keeps a server of the project's own. */
export const CACHED_POSTGRESQL = fileURLToPath(new URL("../.cache/postgresql", import.meta.url));

/** Folder of PostgreSQL's server programs: POSTGRESQL_BIN, else what Debian or Homebrew installed, else the PATH, else the cache. Throws when there is none. */
export function findPostgresql(): string {
  const path = (process.env["PATH"] ?? "").split(delimiter);
  const folders = [
    process.env["POSTGRESQL_BIN"],
    ...versionsOf(DEBIAN),
    ...HOMEBREW.flatMap(versionsOf),
    ...path,
    join(CACHED_POSTGRESQL, "native/bin"),
  ];
  const found = folders.find(
    (folder) => folder && NEEDED.every((program) => existsSync(join(folder, program))),
  );
  if (found === undefined)
    throw new Error(
      "No PostgreSQL server found. Install one, or set POSTGRESQL_BIN to the folder of its programs.",
    );
  return found;
}

/** `bin` folders of the versions installed beside each other, newest first. */
function versionsOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^(postgresql@?)?[\d.]*$/.test(name));
  const version = (name: string) => Number(/[\d.]+$/.exec(name)?.[0] ?? 0);
  return names.sort((a, b) => version(b) - version(a)).map((name) => join(folder, name, "bin"));
}

/** A user of this machine. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** Whom the server runs as where we are root, because it refuses that: Debian's user for it, else nobody. Undefined where we are somebody else already. */
export function serverUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = ["postgres", "nobody"]
    .map((name) => users.find(([user]) => user === name))
    .find((user) => user);
  if (found === undefined)
    throw new Error("There is no user to run PostgreSQL as: neither postgres nor nobody.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
