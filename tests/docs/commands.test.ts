import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { commandsIn, documents } from "./commands-in.ts";

const run = promisify(execFile);
const read = (path: string) => readFileSync(path, "utf8");

/** Who runs a command so that it is known to work: CI itself, a test, or a person, who is told why nobody else does. */
type RunBy = { ci: string } | { test: string; says: string } | { byHand: string };

interface Command {
  runBy: RunBy;
  /** Its program, where `--help` prints what it takes. */
  program?: string;
  /** What it takes, where it has no such help. */
  takes?: readonly string[];
}

const ci = (step: string): RunBy => ({ ci: step });
/** `says` is how the test names what it runs. */
const test = (path: string, says: string): RunBy => ({ test: path, says });
const byHand = (why: string): RunBy => ({ byHand: why });

/** Every command of npm, npx and node that a document may name. */
const COMMANDS: Readonly<Record<string, Command>> = {
  "npm test": { runBy: ci("npm test") },
  "npm ci": { runBy: byHand("scripts/setup.mjs runs it before anything else, where packages are missing") },
  "npm start": { runBy: test("tests/platform/stop.test.ts", '"npm", ["start"'), takes: ["--web-only"] },
  "npm prune": { runBy: byHand("it takes the packages away that tests need"), takes: ["--omit"] },
  "npm sbom": { runBy: byHand("it prints what is installed"), takes: ["--sbom-format"] },
  "npm run build": { runBy: test("tests/delivery/server-process.ts", '"vite:build"') },
  "npm run migrate": { runBy: test("tests/platform/migrate.test.ts", "app/migrate.ts") },
  "npm run worker": { runBy: test("tests/platform/start.test.ts", "app/worker.ts") },
  "npm run sandbox": {
    runBy: test("tests/sandbox/once.test.ts", "sandbox/main.ts"),
    program: "sandbox/main.ts",
  },
  "npm run matrix": { runBy: ci("npm run --silent matrix") },
  "npm run walk": { runBy: ci("npm run --silent walk") },
  "npm run map": {
    runBy: test("tests/conformance/map.test.ts", "scripts/map.ts"),
    program: "scripts/map.ts",
  },
  "npm run conformance": { runBy: ci("npm run --silent conformance"), program: "conformance/run.ts" },
  "npm run fuzz": { runBy: ci("npm run --silent fuzz"), program: "scripts/fuzz.ts" },
  "npm run chaos": { runBy: ci("npm run --silent chaos"), program: "chaos/main.ts" },
  "npm run simulate": {
    runBy: test("tests/simulate/week.test.ts", "simulate/main.ts"),
    program: "simulate/main.ts",
  },
  "npm run bench": {
    runBy: byHand("on a machine that does something else its numbers say nothing"),
    program: "bench/bench.ts",
  },
  "npm run screenshots": { runBy: byHand("it writes the pictures, and somebody has to look at them") },
  "npm run doctor": {
    runBy: test("tests/scripts/commands.test.ts", "scripts/doctor.ts"),
    program: "scripts/doctor.ts",
  },
  "npm run shop": {
    runBy: test("tests/scripts/shop.test.ts", "scripts/shop.ts"),
    program: "scripts/shop.ts",
  },
  "npm run keys": {
    runBy: test("tests/scripts/keys.test.ts", "scripts/keys.ts"),
    program: "scripts/keys.ts",
  },
  "npm run backup": {
    runBy: test("tests/scripts/commands.test.ts", "scripts/backup.ts"),
    program: "scripts/backup.ts",
  },
  "npm run operator": {
    runBy: test("tests/scripts/commands.test.ts", "scripts/operator.ts"),
    program: "scripts/operator.ts",
  },
  "npm run typecheck": { runBy: ci("npm run --silent typecheck") },
  "npm run lint": { runBy: ci("npm run --silent lint") },
  "npm run format": { runBy: byHand("it writes what `npm run format:check` asks for") },
  "npm run format:check": { runBy: ci("npm run --silent format:check") },
  "npm run storefront:build": {
    runBy: byHand("it writes what `npm run storefront:check` asks for"),
  },
  "npm run storefront:check": { runBy: ci("npm run --silent storefront:check") },
  "npx shopify": {
    runBy: ci("npx --no-install shopify app build"),
    takes: ["--allow-updates", "--path"],
  },
  "npx vitest": { runBy: ci("npm test"), takes: ["--project"] },
  "node app/migrate.ts": { runBy: test("tests/platform/migrate.test.ts", "app/migrate.ts") },
  "node scripts/new-migration.ts": {
    runBy: byHand("it writes migrations; tests/platform/database-models.test.ts holds them to the models"),
    program: "scripts/new-migration.ts",
  },
  "node scripts/doctor.ts": {
    runBy: test("tests/scripts/commands.test.ts", "scripts/doctor.ts"),
    program: "scripts/doctor.ts",
  },
  "node scripts/shop.ts": {
    runBy: test("tests/scripts/shop.test.ts", "scripts/shop.ts"),
    program: "scripts/shop.ts",
  },
  "node scripts/backup.ts": {
    runBy: test("tests/scripts/commands.test.ts", "scripts/backup.ts"),
    program: "scripts/backup.ts",
  },
};

const named = documents.flatMap(commandsIn);
const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

it("documents name commands", () => {
  expect(named.length).toBeGreaterThan(60);
  expect(new Set(named.map(({ command }) => command)).size).toBeGreaterThan(15);
});

it("every command that a document names is one that somebody runs", () => {
  const unknown = named.filter(({ command }) => !(command in COMMANDS));
  expect(unknown.map(({ document, command }) => `${document}: ${command}`)).toEqual([]);
});

it("whoever is said to run a command does", () => {
  for (const [command, { runBy }] of Object.entries(COMMANDS)) {
    if ("ci" in runBy) expect([command, read(".ci/run").includes(runBy.ci)]).toEqual([command, true]);
    if (!("test" in runBy)) continue;
    expect([command, read(runBy.test).includes(runBy.says)]).toEqual([command, true]);
  }
});

describe.each(Object.entries(COMMANDS))("%s", (command, { program, takes = [] }) => {
  const uses = named.filter((one) => one.command === command);
  const script = /^npm run (.*)$/.exec(command)?.[1];

  it.runIf(script !== undefined)("is a script of package.json", () => {
    expect(Object.keys(scripts)).toContain(script);
  });

  it("is never given a word it does not know", async () => {
    const help =
      program === undefined ? takes.join(" ") : (await run(process.execPath, [program, "--help"])).stdout;
    for (const { document, words } of uses) {
      const flags = words
        .filter((word) => /^--[a-z]/.test(word) && word !== "--help")
        .map((word) => word.replace(/=.*$/, ""));
      for (const flag of flags) expect([document, flag, help.includes(flag)]).toEqual([document, flag, true]);
      const [verb = ""] = program === undefined ? [] : words.filter((word) => /^[a-z]+$/.test(word));
      if (verb !== "" && words[0] === "--" && words[1] === verb)
        expect([document, verb, help.split(/[\s|[\]]+/).includes(verb)]).toEqual([document, verb, true]);
    }
  });
});
