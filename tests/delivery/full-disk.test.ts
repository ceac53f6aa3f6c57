import { spawnSync } from "node:child_process";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeStore } from "../../app/composition.server.ts";
import { readStoreConfig } from "../../app/platform/config.ts";
import { Secret } from "../../app/platform/secret.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { environment, PIXEL, postWebhook, SHOP, TOKEN } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { newDatabaseUrl, ON_POSTGRESQL } from "../platform/temporary-database.ts";
import { ensureBuild, startServerProcess } from "./server-process.ts";

/**
 * The kernel refuses the process every byte beyond a file size, as a full disk does (`prlimit` of util-linux; nobody needs to be root for it). What PostgreSQL says on a
 * full disk comes over the network like any other refusal: tests/ingest/database-trouble.test.ts.
 */
const CAN_LIMIT = spawnSync("prlimit", ["--version"]).status === 0;

beforeAll(ensureBuild, 60_000);

function limitFiles(pid: number, bytes: 0 | "unlimited"): void {
  const { status, stderr } = spawnSync("prlimit", [`--pid=${pid}`, `--fsize=${bytes}:`], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
}

describe.skipIf(ON_POSTGRESQL || !CAN_LIMIT)("a disk that is full", () => {
  let databaseUrl: string;
  let tiktok: TikTokDouble;
  beforeEach(async () => {
    databaseUrl = await newDatabaseUrl();
    tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
    const store = composeStore(readStoreConfig(environment(databaseUrl, tiktok.url)));
    const token = new Secret(TOKEN);
    await store.connections.connect({ shop: SHOP, pixelCode: PIXEL, token, testEventCode: undefined });
    await store.close();
    return () => tiktok.close();
  });

  const counted = () =>
    Object.fromEntries(tiktok.purchases().map(({ eventId, counted }) => [eventId, counted]));

  async function tell(url: string, id: number): Promise<number> {
    const now = new Date().toISOString();
    const times = { created_at: now, processed_at: now, updated_at: now };
    return (await postWebhook(url, "orders/paid", order({ id, admin_graphql_api_id: null, ...times })))
      .status;
  }

  it("is answered 503; when there is room again everything goes on by itself, and every purchase counts once", async () => {
    const server = await startServerProcess(environment(databaseUrl, tiktok.url));
    // On its way while the disk fills up: its answer cannot be written down.
    tiktok.changeRules({ latencyMs: 2000 });
    expect(await tell(server.url, 1)).toBe(200);
    await eventually(() => {
      expect(tiktok.received).toHaveLength(1);
    });
    limitFiles(server.pid, 0);
    tiktok.changeRules({ latencyMs: 0 });
    const refused = await Promise.all(Array.from({ length: 50 }, (_, index) => tell(server.url, 2 + index)));
    expect(new Set(refused)).toEqual(new Set([503]));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await eventually(() => {
      expect(counted()).toEqual({ order_1: 1 });
    });
    await eventually(() => {
      expect(server.said().filter((line) => line.includes("the database is in trouble"))).toHaveLength(1);
    });

    limitFiles(server.pid, "unlimited");
    expect(await tell(server.url, 2)).toBe(200);
    await eventually(() => {
      expect(counted()).toEqual({ order_1: 1, order_2: 1 });
    });
    expect(server.said().filter((line) => line.includes('"level":50'))).toHaveLength(1);
    // Its answer was kept until it could be written: it was sent once.
    expect(tiktok.received.filter(({ body }) => JSON.stringify(body).includes("order_1"))).toHaveLength(1);
    expect(await server.stop()).toBe(0);
  });
});
