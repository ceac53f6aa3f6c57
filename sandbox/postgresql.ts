import { execFile, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import pg from "pg";
import { databaseUrl } from "./postgresql-databases.ts";
import { findPostgresql, serverUser, type SystemUser } from "./postgresql-programs.ts";

const run = promisify(execFile);
const START_DEADLINE_MS = 30_000;
const OWNER = "throughline";

/**
 * Runs the server until the pipe it was given is closed, by us or by our death, whatever the death was; then ends it and removes its data. A server that ends
 * while a file says `again` is started again on the data it left.
 */
const KEEPER = `
folder=$1; program=$2; shift 2
exec 3<&0
serve() { "$program" -D "$folder/data" -k "$folder" "$@" >>"$folder/log" 2>&1 3<&- & server=$!; echo $server >"$folder/server"; wait $server; }
{ cat <&3 >/dev/null; : >"$folder/ending"
  until [ -e "$folder/ended" ]; do kill -QUIT $(cat "$folder/server") 2>/dev/null; sleep 0.1; done; } &
serve "$@"
while [ -e "$folder/again" ] && [ ! -e "$folder/ending" ]; do sleep 0.1; serve "$@"; done
: >"$folder/ended"
wait
rm -rf "$folder"`;

type Keeper = ChildProcessByStdio<Writable, null, null>;

/** A real PostgreSQL server for tests, for the chaos run and for measurements. */
export interface PostgresqlServer {
  /** Its first database, from which others are made (createDatabase). */
  url: string;
  /** Kills the server with SIGKILL and starts it again on what it left; resolves when it has recovered. */
  crash(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** How a server is run. */
export interface PostgresqlOptions {
  /** Whether a commit waits for the disk. Off only where nothing measures it and nobody cuts the power. */
  fsync?: boolean;
}

/**
 * Starts a server in a temporary folder. It listens on a socket in that folder only: it meets no other server, and nobody else reaches it.
 * It ends with this process. Throws with the server's log when it does not start.
 */
export async function startPostgresql({ fsync = true }: PostgresqlOptions = {}): Promise<PostgresqlServer> {
  const programs = findPostgresql();
  const user = serverUser();
  const folder = await mkdtemp(join(tmpdir(), "throughline-pg-"));
  try {
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    await initialise(programs, folder, user);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const keeper = keep(join(programs, "postgres"), folder, { user, fsync });
  const url = databaseUrl({ owner: OWNER, socket: folder, name: "postgres" });
  const server = {
    url,
    crash: () => crash(url, folder),
    stop: () => stop(keeper, folder),
  };
  await answering(server.url, folder).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return server;
}

/** Locale C compares text byte by byte, as SQLite does, and is everywhere. */
async function initialise(programs: string, folder: string, user: SystemUser | undefined): Promise<void> {
  const args = [
    "-D",
    join(folder, "data"),
    "-U",
    OWNER,
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ];
  await run(join(programs, "initdb"), args, { ...user, cwd: folder });
}

function keep(
  program: string,
  folder: string,
  { user, fsync }: { user: SystemUser | undefined; fsync: boolean },
): Keeper {
  const settings = ["listen_addresses=", "max_connections=200", `fsync=${fsync ? "on" : "off"}`];
  const args = settings.flatMap((setting) => ["-c", setting]);
  const keeper = spawn("/bin/sh", ["-c", KEEPER, "sh", folder, program, ...args], {
    ...user,
    cwd: folder,
    // In a session of its own, where ctrl-C does not reach it: the pipe alone decides.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Neither keeps this process from ending.
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();
  return keeper;
}

async function crash(url: string, folder: string): Promise<void> {
  const again = join(folder, "again");
  await writeFile(again, "");
  const pid = Number((await readFile(join(folder, "data/postmaster.pid"), "utf8")).split("\n")[0]);
  // 0 would be everybody in our own process group.
  if (!(pid > 1)) throw new Error("PostgreSQL does not say which process it is");
  process.kill(pid, "SIGKILL");
  await answering(url, folder);
  await rm(again);
}

async function answering(url: string, folder: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  let reason: unknown;
  while (!existsSync(join(folder, "ended")) && Date.now() < deadline) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      reason = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const log = await readFile(join(folder, "log"), "utf8").catch(() => "it left no log");
  throw new Error(`PostgreSQL did not start:\n${log}`, { cause: reason });
}

async function stop(keeper: Keeper, folder: string): Promise<void> {
  if (keeper.exitCode === null && keeper.signalCode === null) {
    keeper.ref();
    keeper.stdin.end();
    await once(keeper, "exit");
  }
  // The server's user may empty the folder and yet not be allowed to remove it.
  await rm(folder, { recursive: true, force: true });
}
