import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { engineOf } from "../../app/platform/engine.ts";

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

/** The `services:` of a compose file: each one's own lines, by name. Enough of YAML for two files that are written like this. */
function servicesOf(text: string): Map<string, string> {
  const [, body = ""] = /^services:\n((?: .*\n|\n)+)/m.exec(text) ?? [];
  const parts = body.split(/^ {2}(?=[a-z]+:$)/m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(":")), part]));
}

const known = new Set([...read(".env.example").matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name));

describe.each(["docker-compose.yml", "docker-compose.sqlite.yml"])("%s", (file) => {
  const text = read(file);
  const services = servicesOf(text);

  it("runs programs that are there, with the arguments they know", () => {
    for (const [, command = ""] of text.matchAll(/^ +command: (.*)$/gm)) {
      const [program, entry = "", ...options] = JSON.parse(command) as string[];
      expect(program).toBe("node");
      expect(existsSync(new URL(`../../${entry}`, import.meta.url)), entry).toBe(true);
      for (const option of options) expect(read(entry)).toContain(`"${option}"`);
    }
  });

  it("sets and asks for nothing but variables that are documented", () => {
    const set = [...text.matchAll(/^ +([A-Z_]+): /gm)].map(([, name]) => name);
    const asked = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    const ours = [...set, ...asked].filter((name) => !/^POSTGRES_(USER|DB|INITDB_ARGS)$/.test(name ?? ""));
    expect(ours).toContain("DATABASE_URL");
    for (const name of ours) expect(known).toContain(name);
  });

  it("gives the app no more than it needs, and shows it to nobody but this machine's proxy", () => {
    for (const [name, service] of services) {
      if (name === "postgres") continue;
      const own = service.includes("<<: *app") ? (/^x-app:.*\n(?: .*\n)+/m.exec(text)?.[0] ?? "") : service;
      expect(own).toContain("read_only: true");
      expect(own).toContain("cap_drop: [ALL]");
      expect(own).toContain('security_opt: ["no-new-privileges:true"]');
    }
    const ports = [...text.matchAll(/^ +- "?([\d.:]+:\d+)"?$/gm)].map(([, port]) => port);
    expect(ports).toEqual(["127.0.0.1:3000:3000"]);
  });

  it("names a database that the app can open", () => {
    const [, url = ""] = /DATABASE_URL: (.*)$/m.exec(text) ?? [];
    const filled = url.replace(/\$\{POSTGRES_PASSWORD.*\}/, "0123456789abcdef");
    expect(engineOf(filled)).toBe(file.includes("sqlite") ? "sqlite" : "postgresql");
  });

  it("keeps what is durable in volumes that it declares", () => {
    const mounted = [...text.matchAll(/^ +- ([a-z]+):\//gm)].map(([, name]) => name ?? "");
    expect(mounted.length).toBeGreaterThan(0);
    for (const name of mounted) expect(text).toMatch(new RegExp(`^volumes:\\n(?:  .*\\n)*  ${name}:`, "m"));
  });

  it("waits only for services it has", () => {
    const awaited = [...services.values()].flatMap((service) => {
      const [, block = ""] = /depends_on:\n((?: {6,}.*\n)+)/.exec(service) ?? [];
      return [...block.matchAll(/^ {6}([a-z]+):$/gm)].map(([, name]) => name ?? "");
    });
    for (const name of awaited) expect([...services.keys()]).toContain(name);
    expect(awaited.length).toBe(file.includes("sqlite") ? 0 : 3);
  });
});

describe("the services on PostgreSQL", () => {
  const services = servicesOf(read("docker-compose.yml"));
  const service = (name: string) => services.get(name) ?? "";

  it("are a database of a fixed version, a migration, a web server and two workers", () => {
    expect([...services.keys()]).toEqual(["postgres", "migrate", "web", "worker"]);
    expect(service("postgres")).toMatch(/image: postgres:\d+-\w+\n/);
    expect(service("postgres")).toContain("pg_isready");
    expect(service("web")).toContain('"--web-only"');
    expect(service("worker")).toContain("replicas: 2");
  });

  it("start in this order: the database answers, the tables are there, everything else", () => {
    expect(service("migrate")).toContain("postgres:\n        condition: service_healthy");
    for (const name of ["web", "worker"])
      expect(service(name)).toContain("migrate:\n        condition: service_completed_successfully");
  });

  it("connect as the user, with the password and to the database that PostgreSQL is made with", () => {
    const text = read("docker-compose.yml");
    const given = (name: string) => new RegExp(`^ +${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
    const url = given("DATABASE_URL");
    expect(url).toContain(
      `//${given("POSTGRES_USER")}:${given("POSTGRES_PASSWORD")}@postgres:5432/${given("POSTGRES_DB")}`,
    );
  });
});
