import { globSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NoDeprecatedCustomRule, parse, validate } from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { isGranted, requiredAccess } from "../../sandbox/shopify/graphql/required-access.ts";
import { loadAdminSchema, validateDocument } from "../../sandbox/shopify/graphql/schema.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const toml = readFileSync(`${ROOT}shopify.app.toml`, "utf8");
const scopes = /^scopes = "(.*)"$/m.exec(toml)?.[1]?.split(",") ?? [];

const sources = globSync("app/**/*.{ts,tsx}", { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(ROOT + file, "utf8"),
}));
const asking = sources.filter(({ text }) => text.includes("#graphql"));

/** A template that begins like GraphQL; `#graphql` would make it one of those that are found. */
const LOOKS_LIKE_A_DOCUMENT = /`\s*(?:query|mutation|subscription|fragment)\b[^`]*\{/;

/** Every exported document of a module, by its name. */
async function documentsOf(file: string): Promise<[string, string][]> {
  const module = (await import(pathToFileURL(ROOT + file).href)) as Record<string, unknown>;
  return Object.entries(module).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].startsWith("#graphql"),
  );
}

describe("every GraphQL document of the app", () => {
  let documents: [string, string][];

  beforeAll(async () => {
    documents = (await Promise.all(asking.map(({ file }) => documentsOf(file)))).flat();
  });

  it("is found: each `#graphql` in the source is an exported constant, and none goes without that mark", () => {
    const marks = asking.flatMap(({ text }) => text.match(/#graphql/g) ?? []);
    expect(documents).toHaveLength(marks.length);
    expect(documents.length).toBeGreaterThan(12);
    const unmarked = sources.filter(({ text }) => LOOKS_LIKE_A_DOCUMENT.test(text));
    expect(unmarked.map(({ file }) => file)).toEqual([]);
  });

  it("is valid on Shopify's own schema of our API version", () => {
    for (const [name, document] of documents) expect([name, validateDocument(document)]).toEqual([name, []]);
  });

  it("needs no more than the scopes in shopify.app.toml", () => {
    const missing = documents.flatMap(([name, document]) =>
      requiredAccess(document)
        .filter((required) => !isGranted(required, scopes))
        .map(({ coordinate, sentence }) => `${name}: ${coordinate} needs ${sentence}`),
    );
    expect(missing).toEqual([]);
  });

  it("needs each scope of shopify.app.toml that is about orders, products or customers", () => {
    const about = scopes.filter((scope) => /_(?:orders|products|customers)$/.test(scope));
    expect(about.toSorted()).toEqual(["read_customers", "read_orders", "read_products"]);
    for (const scope of about) {
      const others = scopes.filter((other) => other !== scope);
      const needing = documents.filter(([, document]) =>
        requiredAccess(document).some((required) => !isGranted(required, others)),
      );
      expect(needing.length, scope).toBeGreaterThan(0);
    }
  });

  it("uses these deprecated fields and no more", () => {
    const { schema } = loadAdminSchema();
    const deprecated = documents.flatMap(([, document]) =>
      validate(schema, parse(document), [NoDeprecatedCustomRule]).map(
        ({ message }) => /^The field (\S+) is deprecated/.exec(message)?.[1],
      ),
    );
    expect([...new Set(deprecated)].toSorted()).toEqual([
      "Order.landingPageUrl",
      "Order.referrerUrl",
      "Shop.billingAddress",
    ]);
  });
});
