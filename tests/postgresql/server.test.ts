import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { startPostgresql } from "../../sandbox/postgresql.ts";
import { createDatabase, dropDatabase } from "../../sandbox/postgresql-databases.ts";
import { rawQuery } from "../platform/raw-database.ts";
import { eventually } from "../platform/eventually.ts";

const PROGRAM = fileURLToPath(new URL("server-process.ts", import.meta.url));

/** The folder of the server at `url`. */
const folderOf = (url: string) => new URL(url).searchParams.get("host") ?? "";

/** The main process of the server in `folder`, as the server itself wrote it down. */
const processOf = (folder: string) =>
  Number(readFileSync(join(folder, "data/postmaster.pid"), "utf8").split("\n")[0]);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function allGone(folder: string, pid: number): Promise<void> {
  await eventually(() => {
    expect({ folder: existsSync(folder), server: isRunning(pid) }).toEqual({
      folder: false,
      server: false,
    });
  });
}

describe("a PostgreSQL server of our own", () => {
  it("waits for the disk at every commit unless told otherwise, and leaves nothing when it is stopped", async () => {
    const server = await startPostgresql();
    const [folder, pid] = [folderOf(server.url), processOf(folderOf(server.url))];
    expect(await rawQuery(server.url, "SHOW fsync")).toEqual([{ fsync: "on" }]);
    expect(await rawQuery(server.url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "" }]);
    expect(isRunning(pid)).toBe(true);
    await Promise.all([server.stop(), server.stop()]);
    expect({ folder: existsSync(folder), server: isRunning(pid) }).toEqual({ folder: false, server: false });
  });

  it("makes copies of a database, and removes them with whatever is connected to them", async () => {
    const server = await startPostgresql({ fsync: false });
    const template = await createDatabase(server.url);
    await rawQuery(template, "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('kept')");
    const [one, other] = [
      await createDatabase(server.url, template),
      await createDatabase(server.url, template),
    ];
    await rawQuery(one, "DELETE FROM note");
    expect(await rawQuery(other, "SELECT text FROM note")).toEqual([{ text: "kept" }]);
    const asleep = rawQuery(one, "SELECT pg_sleep(60)").catch((error: unknown) => String(error));
    await eventually(async () => {
      const sleeping = await rawQuery(
        server.url,
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'",
      );
      expect(sleeping).toHaveLength(1);
    });
    await dropDatabase(server.url, one);
    expect(await asleep).toContain("terminating connection");
    await expect(rawQuery(one, "SELECT 1")).rejects.toThrow("does not exist");
    await server.stop();
  });

  it("is killed in the middle of everything, and recovers with what was committed", async () => {
    const server = await startPostgresql();
    await rawQuery(server.url, "CREATE TABLE note (text TEXT)");
    const pid = processOf(folderOf(server.url));
    for (const text of ["first", "second"]) {
      await rawQuery(server.url, `INSERT INTO note VALUES ('${text}')`);
      await server.crash();
    }
    expect(await rawQuery(server.url, "SELECT text FROM note")).toEqual([
      { text: "first" },
      { text: "second" },
    ]);
    expect(processOf(folderOf(server.url))).not.toBe(pid);
    await server.stop();
    expect(existsSync(folderOf(server.url))).toBe(false);
  });

  it.each<NodeJS.Signals>(["SIGKILL", "SIGINT", "SIGTERM"])(
    "ends when the program that started it ends by %s, and leaves nothing",
    async (signal) => {
      const program = spawn(process.execPath, [PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(program.stdout, "data")) as [Buffer];
      const folder = folderOf(line.toString().trim());
      const pid = processOf(folder);
      expect(isRunning(pid)).toBe(true);
      program.kill(signal);
      await once(program, "exit");
      await allGone(folder, pid);
    },
  );

  it("tells why it did not start, and leaves nothing", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), `throughline-${"long".repeat(30)}-`));
    await chmod(elsewhere, 0o755);
    vi.stubEnv("TMPDIR", elsewhere);
    try {
      // A socket's path has an end, and this folder's is past it.
      await expect(startPostgresql()).rejects.toThrow(
        /PostgreSQL did not start:\n.*Unix-domain socket path/s,
      );
      expect(await readdir(elsewhere)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await rm(elsewhere, { recursive: true });
    }
  });
});
