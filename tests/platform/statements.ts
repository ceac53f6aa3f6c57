import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { PrismaBetterSQLite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import type { Database } from "../../app/platform/database.server.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { recordsOfShop } from "../../app/shops/shop-records.server.ts";
import { change, ON_POSTGRESQL } from "./temporary-database.ts";

const SHOP = "shop-1.myshopify.com";

/** Every file of app/ that makes statements ready. */
function filesWithStatements(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && name !== "platform/ledger.ts")
    .map((name) => `app/${name}`)
    .filter((file) => /\bprepareAll\(/.test(readFileSync(file, "utf8")));
}

/**
 * The statements of each file of app/, as written: whatever the file exports as `create…` is made on the database's ledger, and the rest of what that asks for
 * is stood in for. What pages read is read once.
 */
export async function statementsByFile(database: Database): Promise<Map<string, string[]>> {
  const byFile = new Map<string, string[]>();
  let texts = new Set<string>();
  const ledger = recordingLedger(database.ledger, (text) => texts.add(text));
  for (const file of filesWithStatements()) {
    texts = new Set();
    const exported = (await import(resolve(file))) as Record<string, unknown>;
    for (const [name, create] of Object.entries(exported))
      if (name.startsWith("create") && typeof create === "function")
        Reflect.apply(create, undefined, [ledger, ...Array.from({ length: 5 }, () => anything)]);
    if (texts.size === 0) await readWith(exported, ledger);
    byFile.set(file, [...texts]);
  }
  return byFile;
}

/** Functions that prepare when they read: of a ledger, a shop and a moment. */
async function readWith(exported: Record<string, unknown>, ledger: Ledger): Promise<void> {
  for (const read of Object.values(exported))
    if (typeof read === "function") await Reflect.apply(read, undefined, [ledger, SHOP, 1]);
}

/** A ledger that may also stand where the options are that name it. */
function recordingLedger(ledger: Ledger, record: (text: string) => void): Ledger {
  const recording: Ledger = {
    ...ledger,
    prepare(text) {
      record(text);
      return ledger.prepare(text);
    },
  };
  const options: Ledger = new Proxy(recording, {
    get: (target, name): unknown =>
      name in target ? Reflect.get(target, name) : name === "ledger" ? options : anything,
  });
  return options;
}

/** Whatever is asked of it, it is that as well. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_, name) => (typeof name === "symbol" || name === "then" ? undefined : anything),
  apply: () => anything,
});

/** What Prisma asks the database when pages are read. */
export async function prismaStatements(database: Database, url: string): Promise<string[]> {
  const prisma = watchedPrisma(url);
  const texts = new Set<string>();
  prisma.$on("query", ({ query }) => texts.add(query));
  await change(
    database,
    `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at) VALUES (@shop, 'one', '#1', '{}', 'orders/paid', 1)`,
    { shop: SHOP },
  );
  const records = recordsOfShop({ ledger: database.ledger, prisma }, SHOP);
  await Promise.all([records.shop(), records.pixels(), records.settings(), records.order("one")]);
  await records.counts();
  await prisma.$disconnect();
  return [...texts];
}

function watchedPrisma(url: string) {
  const log: { emit: "event"; level: "query" }[] = [{ emit: "event", level: "query" }];
  if (!ON_POSTGRESQL) return new PrismaClient({ adapter: new PrismaBetterSQLite3({ url }), log });
  const client = createRequire(import.meta.url)("../../prisma/postgresql/client/index.js") as {
    PrismaClient: typeof PrismaClient;
  };
  return new client.PrismaClient({ adapter: new PrismaPg({ connectionString: url }), log });
}
