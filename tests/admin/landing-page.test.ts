import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LandingWorld } from "../../app/attribution/landing-page.server.ts";
import { createLandingChecks } from "../../app/shops/landing-checks.server.ts";
import type { LandingView } from "../../app/ui/landing/landing-view.ts";
import { ROUTES, startAppWorld, type AppWorld } from "./app-world.ts";

let site: Server;
let port: number;
let landing: LandingWorld;
let visits: string[];
let world: AppWorld;

/** A site that redirects with and without the query. */
beforeAll(async () => {
  site = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://site");
    visits.push(pathname + search);
    const targets: Record<string, string> = {
      "/keeps": `/shop${search}`,
      "/drops": "/shop?from=ad",
      "/replaces": "/shop?from=ad&ttclid=__CLICKID__",
    };
    const location = targets[pathname];
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location }).end();
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  ({ port } = site.address() as AddressInfo);
  landing = {
    resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
    isAllowed: (address) => address === "127.0.0.1",
    ports: new Set([String(port)]),
  };
  world = await startAppWorld({ landing });
});
afterAll(async () => {
  await world.close();
  site.close();
});
beforeEach(() => {
  visits = [];
});

const check = async (destination: string) =>
  (await (await world.post(ROUTES.landing, { destination })).json()) as {
    kind: string;
    error?: string;
    view?: LandingView;
  };

describe("the landing-page check", () => {
  it("follows the ad's way with a test click id, and shows every address without it", async () => {
    const { view } = await check(`http://ad.example:${port}/keeps?utm_source=tiktok`);
    expect(view).toMatchObject({ tone: "success", title: "The click id arrives" });
    expect(view?.hops.map(({ url }) => url)).toEqual([
      `http://ad.example:${port}/keeps?utm_source=tiktok&ttclid=…`,
      `http://ad.example:${port}/shop?utm_source=tiktok&ttclid=…`,
    ]);
    expect(visits[1]).toMatch(/ttclid=throughline-test-[a-z0-9]+$/);
  });

  it("says which address drops the click id", async () => {
    const { view } = await check(`http://ad.example:${port}/drops`);
    expect(view).toMatchObject({ tone: "critical", title: "Address 1 drops the click id" });
  });

  it("says which address puts a placeholder in the click id's place, and shows it", async () => {
    const { view } = await check(`http://ad.example:${port}/replaces`);
    expect(view).toMatchObject({
      tone: "critical",
      title: expect.stringMatching(/^Address 1 puts/) as string,
    });
    expect(view?.hops[1]?.url).toBe(`http://ad.example:${port}/shop?from=ad&ttclid=__CLICKID__`);
    expect(view).not.toHaveProperty("warning");
  });

  it("warns of an address that has the placeholder itself, and follows it with a click id", async () => {
    const { view } = await check(`http://ad.example:${port}/keeps?ttclid=__CLICKID__&utm_id=__CAMPAIGN_ID__`);
    expect(view).toMatchObject({
      tone: "success",
      warning: { title: "The address has TikTok's placeholder" },
    });
    expect(visits[1]).toMatch(/ttclid=throughline-test-[a-z0-9]+&/);
  });

  it("asks again for what is no address, without asking anybody else", async () => {
    for (const destination of ["", "two words"])
      expect(await check(destination)).toMatchObject({ kind: "invalid" });
    expect(visits).toEqual([]);
  });

  it("does not go where the public internet ends", async () => {
    const { view } = await check("http://ad.example:22/");
    expect(view).toMatchObject({ title: "This address is not on the public internet", hops: [] });
  });
});

describe("the limit of checks", () => {
  it("is ten a minute for each shop, and says when to come back", async () => {
    const checks = createLandingChecks(landing);
    const ask = (shop: string) => checks.check(shop, `http://ad.example:${port}/shop`, "E.C.P.1");
    const answers = [];
    for (let count = 0; count < 11; count += 1) answers.push(await ask("a.myshopify.com"));
    expect(answers.map(({ kind }) => kind)).toEqual([...Array<string>(10).fill("checked"), "busy"]);
    expect(answers.at(-1)).toMatchObject({ retryAfterMs: expect.closeTo(60_000, -4.5) as unknown });
    expect(visits).toHaveLength(10);
    expect(await ask("b.myshopify.com")).toMatchObject({ kind: "checked" });
  });
});
