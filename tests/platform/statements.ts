import { createRequire } from "node:module";
import { PrismaBetterSQLite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { createOutbox } from "../../app/delivery/outbox.server.ts";
import { createReplay } from "../../app/delivery/replay.server.ts";
import { createHintBox } from "../../app/ingest/hint-box.server.ts";
import { createInbox } from "../../app/ingest/inbox.server.ts";
import { createOrderBook } from "../../app/orders/order-book.server.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { createLeases } from "../../app/platform/leases.server.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createRedaction } from "../../app/privacy/redaction.server.ts";
import { createConnections } from "../../app/shops/connection.server.ts";
import { createCustomerJourneys } from "../../app/shops/customer-journey.server.ts";
import { createInstallation } from "../../app/shops/installation.server.ts";
import { createSettingsStore } from "../../app/shops/settings-store.server.ts";
import { recordsOfShop } from "../../app/shops/shop-records.server.ts";
import { createUninstall } from "../../app/shops/uninstall.server.ts";
import { createWebPixels } from "../../app/shops/web-pixel.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { ON_POSTGRESQL } from "./temporary-database.ts";

/** What makes a file's statements ready. */
type Make = (ledger: Ledger, database: Database) => unknown;

const clock = () => 1_795_000_000_000;
const logger = createLogger("silent");
const vault = createVault([new Secret(Buffer.alloc(32).toString("base64"))]);
const noEffects = { uninstalled: none, scopesChanged: none, redactShop: none, redactCustomer: none };
const connectionsOn = (ledger: Ledger) => createConnections(ledger, vault, clock);

// eslint-disable-next-line require-yield -- A step that asks for nothing.
function* none(): Generator<never, void, never> {
  return;
}

/** Every file of app/ that has statements of its own. */
export const MAKERS: Readonly<Record<string, Make>> = {
  "app/delivery/outbox.server.ts": createOutbox,
  "app/delivery/replay.server.ts": (ledger) => createReplay(ledger, clock),
  "app/ingest/hint-box.server.ts": createHintBox,
  "app/ingest/inbox.server.ts": (ledger) => createInbox(ledger, createOrderBook(ledger, 1), noEffects),
  "app/orders/order-book.server.ts": (ledger) => createOrderBook(ledger, 1),
  "app/platform/leases.server.ts": (ledger) => createLeases(ledger, clock),
  "app/privacy/redaction.server.ts": createRedaction,
  "app/shops/connection.server.ts": connectionsOn,
  "app/shops/customer-journey.server.ts": (ledger) =>
    createCustomerJourneys({
      ledger,
      clock,
      logger,
      adminOf: () => Promise.reject(),
      onAnswer: () => undefined,
    }),
  "app/shops/installation.server.ts": (ledger) => createInstallation(ledger, clock, logger),
  "app/shops/settings-store.server.ts": (ledger) => createSettingsStore(ledger, clock),
  "app/shops/uninstall.server.ts": (ledger) => createUninstall(ledger, connectionsOn(ledger)),
  "app/shops/web-pixel.server.ts": (ledger) => createWebPixels(ledger, "https://app.example/collect", logger),
  "app/shops/click-coverage.server.ts": readPages,
  "app/shops/embed-heartbeat.server.ts": readPages,
  "app/shops/order-list.server.ts": readPages,
  "app/shops/shop-standing.server.ts": readPages,
};

/** Every statement that the app has, as written. */
export async function statementsOf(database: Database): Promise<string[]> {
  const texts = new Set<string>();
  const { ledger } = database;
  const recording: Ledger = {
    ...ledger,
    prepare(text) {
      texts.add(text);
      return ledger.prepare(text);
    },
  };
  for (const make of Object.values(MAKERS)) await make(recording, database);
  return [...texts];
}

async function readPages(ledger: Ledger, { prisma }: Database): Promise<void> {
  const records = recordsOfShop({ ledger, prisma }, "shop.myshopify.com");
  await records.latestOrders(10);
  await records.order("1");
  await records.counts();
  await records.backlog();
  await records.troubles(0);
  await records.milestones();
  await records.coverage(0);
  await records.heartbeat(0);
  await records.hintsOfClick("click");
}

/** What Prisma asks the database when pages are read. */
export async function prismaStatementsOf(database: Database, url: string): Promise<string[]> {
  const prisma = watchedPrisma(url);
  const texts = new Set<string>();
  prisma.$on("query", ({ query }) => texts.add(query));
  await readPages(database.ledger, { ...database, prisma });
  await prisma.$disconnect();
  return [...texts];
}

function watchedPrisma(url: string) {
  const log = [{ emit: "event", level: "query" }] as const;
  if (!ON_POSTGRESQL) return new PrismaClient({ adapter: new PrismaBetterSQLite3({ url }), log: [...log] });
  const client = createRequire(import.meta.url)("../../prisma/postgresql/client/index.js") as {
    PrismaClient: typeof PrismaClient;
  };
  return new client.PrismaClient({ adapter: new PrismaPg({ connectionString: url }), log: [...log] });
}
