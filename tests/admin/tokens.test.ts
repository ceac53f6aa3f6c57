import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { API_SECRET } from "../../sandbox/world.ts";
import { change, select } from "../platform/temporary-database.ts";
import { ROUTES, SHOP, startAppWorld, type AppWorld } from "./app-world.ts";

let world: AppWorld;
/** How often a token was exchanged. */
let exchanges = 0;

beforeAll(async () => {
  world = await startAppWorld();
  const { tokens } = world.shopify.state;
  const issue = tokens.issueExpiring.bind(tokens);
  tokens.issueExpiring = (scopes) => {
    exchanges += 1;
    return issue(scopes);
  };
});
afterAll(() => world.close());

const PAGES = [ROUTES.frame, ROUTES.home, ROUTES.settings, ROUTES.connection];

/** Opens several pages at once, as Remix asks for nested routes. */
async function openAll(): Promise<number[]> {
  const responses = await Promise.all(PAGES.map((page) => world.ask(page)));
  return responses.map(({ status }) => status);
}

interface Row {
  uninstalled: number | null;
  pixel: string | null;
  problem: string | null;
}

async function shopRow(): Promise<Row | undefined> {
  const text = `SELECT uninstalled_at AS uninstalled, web_pixel_id AS pixel, admin_problem AS problem FROM shop WHERE domain = @shop`;
  return (await select<Row>(world.app.database, text, { shop: SHOP }))[0];
}

async function tellUninstalled(): Promise<number> {
  const body = JSON.stringify({ id: 1, myshopify_domain: SHOP, domain: SHOP });
  const headers = {
    "x-shopify-topic": "app/uninstalled",
    "x-shopify-hmac-sha256": createHmac("sha256", API_SECRET).update(body).digest("base64"),
    "x-shopify-shop-domain": SHOP,
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-event-id": randomUUID(),
    "x-shopify-triggered-at": new Date().toISOString(),
  };
  return (await fetch(`${world.url}/webhooks/app/uninstalled`, { method: "POST", body, headers })).status;
}

describe("a merchant's token", () => {
  it("is exchanged once, however many pages are opened at once", async () => {
    for (const state of ["new", "expired", "refused"]) {
      if (state === "new") await change(world.app.database, "DELETE FROM session");
      else if (state === "expired") await expireSession();
      else await change(world.app.database, "UPDATE session SET access_token = ''");
      exchanges = 0;
      expect(await openAll()).toEqual([200, 200, 200, 200]);
      expect(exchanges).toBe(1);
    }
    exchanges = 0;
    await openAll();
    expect(exchanges).toBe(0);
  });

  it("after a reinstallation is a new one, and the shop finds its settings and gets its web pixel back", async () => {
    await openAll();
    const { state } = world.shopify;
    const document = JSON.stringify({ ...DEFAULT_SETTINGS, consent: { policy: "strict" } });
    await change(
      world.app.database,
      "INSERT INTO settings (shop, document, revision, updated_at) VALUES (@shop, @document, 3, 1)",
      { shop: SHOP, document },
    );
    state.uninstall();
    expect(await tellUninstalled()).toBe(200);
    expect(await select(world.app.database, "SELECT id FROM session")).toEqual([]);
    expect((await shopRow())?.uninstalled).not.toBeNull();
    state.install();
    expect(await openAll()).toEqual([200, 200, 200, 200]);
    expect(await shopRow()).toEqual({ uninstalled: null, pixel: state.webPixel?.id, problem: null });
    expect(state.webPixel?.id).toBeDefined();
    const settings = await world.app.recordsOf(SHOP).settings();
    expect(settings.consent.policy).toBe("strict");
  });

  it("is renewed when the news of the uninstallation never came", async () => {
    const { state } = world.shopify;
    await openAll();
    state.uninstall();
    state.install();
    // Nothing told the app, and its stored token looks good. What works in the background finds out, and the next opening heals it.
    await world.app.access.post(SHOP, JSON.stringify({ query: "{ shop { name } }" }));
    expect((await shopRow())?.problem).toBe("token_refused");
    expect(await openAll()).toEqual([200, 200, 200, 200]);
    expect(await shopRow()).toMatchObject({ problem: null, pixel: state.webPixel?.id });
  });
});

async function expireSession(): Promise<void> {
  await world.app.database.prisma.session.update({
    where: { id: `offline_${SHOP}` },
    data: { expires: new Date(Date.now() - 1000) },
  });
}
