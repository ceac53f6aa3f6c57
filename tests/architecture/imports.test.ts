import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const eslint = new ESLint({ cwd: ROOT });
/** The same rules but for those that need types, which take seconds to work out. */
const quick = new ESLint({ cwd: ROOT, overrideConfig: tseslint.configs.disableTypeChecked });

const NEED_TYPES = new Set(["@typescript-eslint/switch-exhaustiveness-check"]);

/** Lints `text` as if it were what stands in `file`; returns the lines on which `rule` complains. */
async function complaints(file: string, text: string, rule: string): Promise<number[]> {
  const linter = NEED_TYPES.has(rule) ? eslint : quick;
  const [result] = await linter.lintText(text, { filePath: ROOT + file });
  const fatal = result?.messages.find((message) => message.fatal === true);
  if (result === undefined || fatal !== undefined) throw new Error(fatal?.message ?? "the file is ignored");
  return result.messages.filter(({ ruleId }) => ruleId === rule).map(({ line }) => line);
}

const ENTRIES = ["../composition.server.ts", "../server.ts", "../worker.ts", "../load-context.ts"];
const AROUND = [
  "../../sandbox/world.ts",
  "../../tests/browser.ts",
  "../../scripts/x.mjs",
  "../../bench/x.ts",
];
const of = (...folders: string[]) => folders.map((folder) => `../${folder}/x.ts`);

/** A file of each folder, what that folder may not import, and what it may. */
const DIRECTIONS: [string, string[], string[]][] = [
  [
    "app/platform/clock.ts",
    of("attribution", "orders", "tiktok", "delivery", "shops", "privacy", "ingest", "routes", "ui"),
    [],
  ],
  [
    "app/attribution/click-id.ts",
    of("orders", "privacy", "tiktok", "delivery", "shops", "ingest", "routes", "ui"),
    of("platform"),
  ],
  [
    "app/orders/order.ts",
    of("tiktok", "delivery", "shops", "ingest", "routes", "ui"),
    of("platform", "attribution"),
  ],
  [
    "app/delivery/outbox.ts",
    of("observability", "privacy", "tiktok", "shops", "ingest", "routes", "ui"),
    of("platform", "orders"),
  ],
  ["app/tiktok/event.ts", of("shops", "ingest", "routes", "ui"), of("orders", "delivery", "attribution")],
  [
    "app/privacy/redaction.server.ts",
    of("tiktok", "shops", "ingest", "routes", "ui"),
    of("delivery", "platform"),
  ],
  [
    "app/reconciliation/admin-order.ts",
    of("tiktok", "delivery", "privacy", "ingest", "routes", "ui"),
    of("platform", "attribution", "orders"),
  ],
  ["app/shops/uninstall.server.ts", of("alerts", "ingest", "routes", "ui"), of("platform", "privacy")],
  ["app/alerts/signs.ts", of("ingest", "routes", "ui"), of("platform", "shops", "reconciliation", "locales")],
  [
    "app/operator/pass.server.ts",
    of("alerts", "tiktok", "delivery", "shops", "ingest", "routes", "ui"),
    of("platform"),
  ],
  [
    "app/observability/metrics.server.ts",
    of("routes", "ui"),
    of("platform", "ingest", "delivery", "tiktok", "operator"),
  ],
  ["app/ui/formats.ts", of("ingest", "routes"), of("delivery", "shops")],
  ["app/ingest/intake.ts", of("observability", "tiktok", "routes", "ui"), of("orders", "shops", "privacy")],
];

const importing = (paths: string[]) =>
  paths.map((path, index) => `import * as m${index} from "${path}";`).join("\n");

describe("the direction of imports", () => {
  it.each(DIRECTIONS)("%s cannot import what lies outside it", async (file, forbidden, allowed) => {
    const bad = [...forbidden, ...ENTRIES, ...AROUND];
    const lines = await complaints(
      file,
      importing([...bad, ...allowed, "node:crypto", "./other.ts"]),
      "no-restricted-imports",
    );
    expect([...new Set(lines)]).toEqual(bad.map((_path, index) => index + 1));
  });

  it("keeps routes from the ingest edge and from what surrounds the app", async () => {
    const bad = [...of("ingest"), ...AROUND];
    const lines = await complaints("app/routes/app.tsx", importing(bad), "no-restricted-imports");
    expect([...new Set(lines)]).toEqual(bad.map((_path, index) => index + 1));
  });

  it("lets a pure module name an adapter's types, and not its code", async () => {
    const rule = "@typescript-eslint/no-restricted-imports";
    const text =
      'import { x } from "./outbox.server.ts";\nimport type { Y } from "./outbox.server.ts";\nexport type Z = Y | typeof x;';
    expect(await complaints("app/delivery/outbox.ts", text, rule)).toEqual([1]);
    expect(await complaints("app/delivery/worker.server.ts", text, rule)).toEqual([]);
  });

  it("lets routes import the application's type, what they parse with and what they render", async () => {
    const text = importing(["../load-context.ts", "../shops/connection-form.ts", "../ui/x.tsx"]);
    expect(await complaints("app/routes/app.tsx", text, "no-restricted-imports")).toEqual([]);
  });
});

describe("the other guards", () => {
  it.each<[string, string, string]>([
    ["reading the environment", "no-restricted-properties", 'export const port = process.env["PORT"];'],
    ["any", "@typescript-eslint/no-explicit-any", "export const x: any = 1;"],
    ["the console", "no-console", 'console.log("x");'],
    [
      "a switch that forgets a case",
      "@typescript-eslint/switch-exhaustiveness-check",
      "export function f(x: 'a' | 'b') { switch (x) { case 'a': return 1; } return 2; }",
    ],
    [
      "a value import of a type",
      "@typescript-eslint/consistent-type-imports",
      'import { Secret } from "./secret.ts"; export type X = Secret;',
    ],
  ])("refuse %s", async (_what, rule, text) => {
    expect(await complaints("app/platform/clock.ts", text, rule)).toEqual([1]);
  });

  it("let the one configuration module read the environment", async () => {
    expect(
      await complaints(
        "app/platform/config.ts",
        "export const env = process.env;",
        "no-restricted-properties",
      ),
    ).toEqual([]);
  });

  it("refuse a default that hides a case", async () => {
    const text =
      "export function f(x: 'a' | 'b'): number { switch (x) { case 'a': return 1; default: return 2; } }";
    expect(
      await complaints("app/platform/clock.ts", text, "@typescript-eslint/switch-exhaustiveness-check"),
    ).toEqual([1]);
  });

  it("refuse a file of more than 250 lines and a function of more than 60", async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => `export const x${index} = ${index};`).join("\n");
    expect(await complaints("app/platform/clock.ts", lines(251), "max-lines")).toHaveLength(1);
    expect(await complaints("app/platform/clock.ts", lines(250), "max-lines")).toEqual([]);
    const long = `export function f() {\n${"f();\n".repeat(61)}}`;
    expect(await complaints("app/platform/clock.ts", long, "max-lines-per-function")).toEqual([1]);
  });
});
