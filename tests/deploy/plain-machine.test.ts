import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { databasePath } from "../../app/platform/database-url.ts";
import { ensureBuild, startServerProcess } from "../delivery/server-process.ts";
import { environment } from "../ingest/app-under-test.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";

const read = (path: string) => readFileSync(path, "utf8");
const HOME = "/opt/throughline/";
const guide = read("docs/deploy/systemd.md");

/** The settings of a unit, in order; a name may come more than once. */
const settingsOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => /^[A-Z]\w*=/.test(line))
    .map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);

const UNITS = ["ops/systemd/throughline.service", "ops/systemd/throughline-worker@.service"] as const;

describe.each(UNITS)("%s", (path) => {
  const settings = settingsOf(read(path));
  const all = (name: string) => settings.filter(([one]) => one === name).map(([, value]) => value);
  const one = (name: string) => all(name)[0] ?? "";

  it("runs programs that are there, migration first, on the Node that npm brings", () => {
    const commands = [...all("ExecStartPre"), ...all("ExecStart")];
    expect(commands).toHaveLength(2);
    expect(commands[0]).toContain("app/migrate.ts");
    for (const command of commands) {
      const [node, ...words] = command.split(" ");
      expect(node).toBe(`${HOME}node_modules/.bin/node`);
      const program = words.find((word) => word.endsWith(".ts")) ?? "";
      expect([program, existsSync(program)]).toEqual([program, true]);
    }
    expect(one("WorkingDirectory")).toBe(HOME.slice(0, -1));
  });

  it("writes to its own folder only, where its database is", () => {
    const url = all("Environment").find((value) => value.startsWith("DATABASE_URL=")) ?? "";
    expect(databasePath(url.slice("DATABASE_URL=".length))).toBe(
      `/var/lib/${one("StateDirectory")}/throughline.sqlite`,
    );
    expect(one("ProtectSystem")).toBe("strict");
    expect(one("StateDirectoryMode")).toBe("0700");
    expect(settings.map(([name]) => name)).not.toContain("ReadWritePaths");
  });

  it("gives up no protection but the one that V8 cannot live with", () => {
    for (const name of [
      "NoNewPrivileges",
      "PrivateTmp",
      "PrivateDevices",
      "ProtectHome",
      "RestrictNamespaces",
    ])
      expect([name, one(name)]).toEqual([name, "yes"]);
    expect(one("CapabilityBoundingSet")).toBe("");
    expect(one("User")).not.toBe("");
    expect(settings.map(([name]) => name)).not.toContain("MemoryDenyWriteExecute");
  });

  it("waits for a stop in good order, and does not try a configuration again that cannot work", () => {
    // At most 60 seconds of DRAIN_SECONDS, and 30 for what is under way.
    expect(Number(one("TimeoutStopSec"))).toBeGreaterThanOrEqual(95);
    expect(one("Restart")).toBe("always");
    expect(one("RestartPreventExitStatus")).toBe("78");
  });

  it("is what its guide speaks of", () => {
    expect(guide).toContain(path);
    for (const place of [HOME.slice(0, -1), one("EnvironmentFile"), one("User")])
      expect(guide).toContain(place);
  });
});

it("the worker's unit differs from the server's in what it runs, and in nothing else", () => {
  const [server = [], worker = []] = UNITS.map((path) =>
    settingsOf(read(path)).filter(([name]) => !["Description", "ExecStart"].includes(name)),
  );
  expect(worker).toEqual(server);
});

describe.each(["ops/proxy/Caddyfile", "ops/proxy/nginx.conf"])("%s", (path) => {
  const text = read(path);

  it("leads to the port that .env.example names, and counts as one proxy", () => {
    const [, port = ""] = /^PORT=(\d+)$/m.exec(read(".env.example")) ?? [];
    expect(text).toContain(`127.0.0.1:${port}`);
    expect(text).toContain("TRUSTED_PROXIES=1");
  });

  it("keeps what is for the machine's own eyes from everybody else", () => {
    expect(text).toContain("/metrics");
  });
});

describe.runIf(process.platform === "linux")("a server with HOST=127.0.0.1", () => {
  beforeAll(ensureBuild, 60_000);

  it("is reached there and at no other address of the machine", async () => {
    const env = environment(await newDatabaseUrl(), "http://127.0.0.1:9");
    const { url } = await startServerProcess({ ...env, HOST: "127.0.0.1" });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await expect(fetch(`${url.replace("127.0.0.1", "127.0.0.2")}/healthz`)).rejects.toThrow("fetch failed");
  });
});
