/** Shops of the double without a socket, and processes of the app that share a database and want their tokens. */
import { Session } from "@shopify/shopify-api";
import { SimulatedTime } from "../../sandbox/orders/schedule.ts";
import { Platform, type Shop } from "../../sandbox/shopify/platform.ts";
import type { Clock } from "../../app/platform/clock.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { createLeases } from "../../app/platform/leases.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createTokenEndpoint } from "../../app/platform/token-endpoint.server.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createAdminPost } from "../../app/reconciliation/admin-post.server.ts";
import { createAdminAccess } from "../../app/shops/admin-access.server.ts";
import { createAdminTokens } from "../../app/shops/admin-tokens.server.ts";
import { createAdminTroubles } from "../../app/shops/admin-trouble.server.ts";
import { createInstallation } from "../../app/shops/installation.server.ts";
import { createOfflineSessions, type OfflineSessions } from "../../app/shops/offline-sessions.server.ts";
import { createSessionStorage, offlineId } from "../../app/shops/session-storage.server.ts";
import { createTokenTurns, type InTurn } from "../../app/shops/token-turns.server.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const SCOPES = ["read_orders", "write_pixels", "read_customer_events"];
const START = Date.UTC(2026, 10, 23, 9);

export const vault = createVault([new Secret(Buffer.alloc(32, 7).toString("base64"))]);
export const logger = createLogger("silent");

/** One request to a token endpoint: what was handed in, and the status of the answer; 0 for an answer that was lost. */
export interface TokenRequest {
  grant: string;
  status: number;
}

export interface AdminShops {
  time: SimulatedTime;
  platform: Platform;
  database: Database;
  /** What the token endpoints were asked. */
  asked: TokenRequest[];
  /** What becomes of requests on the way; a test puts another in its place. */
  network: { before(): Promise<void>; after(response: Response): Promise<Response> };
  fetch: typeof fetch;
  /** Opens a shop that has the app, with the tokens of its installation, or with one that never ends. */
  open(domain: string, tokens?: "expiring" | "endless" | "none"): Promise<Shop>;
  /** The merchant opens the app: as Shopify's library, exchanges and stores. */
  exchange(shop: Shop): Promise<void>;
  /** The shop's row, some of it. */
  row(domain: string): Promise<Row>;
}

interface Row {
  problem: string | null;
  status: number | null;
  retryAt: number | null;
  scopes: string;
  setUpDueAt: number | null;
}

/** Opens the world: nothing in it yet. */
export async function adminShops(): Promise<AdminShops> {
  const time = new SimulatedTime(START);
  const platform = new Platform({ apiKey: "key", apiSecret: "secret", schedule: time });
  const database = await newDatabase();
  const sessions = createSessionStorage(database.prisma, vault);
  const asked: TokenRequest[] = [];
  const network: AdminShops["network"] = {
    before: () => Promise.resolve(),
    after: (response) => Promise.resolve(response),
  };
  const store = async ({ state }: Shop, expiring: boolean) => {
    const { domain } = state.shop;
    const pair = expiring ? state.tokens.issueExpiring(state.scopes) : undefined;
    const accessToken = pair?.accessToken ?? state.tokens.issue(state.scopes);
    const session = { id: offlineId(domain), shop: domain, state: "", isOnline: false, accessToken };
    const ends = pair && {
      expires: new Date(time.now() + HOUR),
      refreshToken: pair.refreshToken,
      refreshTokenExpires: new Date(time.now() + 90 * DAY),
    };
    await sessions.storeSession(new Session({ ...session, ...ends }));
  };
  return {
    ...{ time, platform, database, asked, network },
    async fetch(input, init) {
      await network.before();
      const request = new Request(input, init);
      const isToken = request.url.endsWith("/oauth/access_token");
      const grant = isToken ? ((await request.clone().json()) as { grant_type: string }).grant_type : "";
      const response = await platform.fetch(request);
      const entry = { grant: grant.split(":").at(-1) ?? "", status: 0 };
      if (isToken) asked.push(entry);
      const answer = await network.after(response);
      entry.status = answer.status;
      return answer;
    },
    async open(domain, tokens = "expiring") {
      const shop = platform.open({ shop: { domain, handle: domain, name: domain }, scopes: SCOPES });
      const row = { domain, scopes: SCOPES.join(","), now: time.now() };
      await change(
        database,
        "INSERT INTO shop (domain, scopes, installed_at) VALUES (@domain, @scopes, @now)",
        row,
      );
      if (tokens !== "none") await store(shop, tokens === "expiring");
      return shop;
    },
    exchange: (shop) => store(shop, true),
    async row(domain) {
      const text = `
        SELECT admin_problem AS problem, admin_status AS status, admin_retry_at AS "retryAt", scopes, set_up_due_at AS "setUpDueAt"
        FROM shop WHERE domain = @domain`;
      const [row] = await select<Row>(database, text, { domain });
      if (row === undefined) throw new Error("there is no such shop");
      return row;
    },
  };
}

/** What a test puts in the place of a process's own. */
export interface Replaced {
  inTurn?: InTurn;
  sessions?: OfflineSessions;
}

/** What one process of the app has of it. */
export function newProcess(world: AdminShops, replaced: Replaced = {}) {
  const { database, time } = world;
  const { ledger } = database;
  const clock: Clock = time.now;
  const leases = createLeases(ledger, clock);
  const inTurn = replaced.inTurn ?? createTokenTurns(leases, soon);
  const sessions = replaced.sessions ?? createOfflineSessions(database.prisma, vault);
  const troubles = createAdminTroubles(ledger, clock);
  const installation = createInstallation(ledger, clock, logger);
  const reach = { fetch: world.fetch, deadlineMs: 10_000 };
  const tokens = createAdminTokens({
    ...{ sessions, inTurn, troubles, onScopes: installation.keepScopes, clock, logger },
    endpoint: createTokenEndpoint({ ...reach, apiKey: "key", apiSecret: new Secret("secret"), clock }),
  });
  const access = createAdminAccess({
    postWith: (tokenOf) => createAdminPost({ ...reach, tokenOf, apiVersion: "2026-10" }),
    ...{ tokens, troubles },
  });
  return { tokens, access, troubles, installation, sessions, leases, inTurn };
}

/** Lets everything else have a turn: long enough for nobody to give up waiting. */
async function soon(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
}
