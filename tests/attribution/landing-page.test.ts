import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { checkLandingPage, type LandingWorld } from "../../app/attribution/landing-page.server.ts";
import { isPublicAddress } from "../../app/platform/ip-address.ts";

const CLICK = "E.C.P.landing-check";
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A shop on loopback that the check is told is public. */
async function shop(
  listener: RequestListener,
): Promise<{ origin: string; world: LandingWorld; lookups: string[] }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const lookups: string[] = [];
  const world: LandingWorld = {
    resolve: (host) => {
      lookups.push(host);
      return Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
    },
    isAllowed: (address) => address === "127.0.0.1" || isPublicAddress(address),
    ports: new Set([String(port)]),
  };
  return { origin: `http://shop.example:${port}`, world, lookups };
}

const redirect =
  (to: string): RequestListener =>
  (_request, response) => {
    response.writeHead(302, { Location: to }).end();
  };
const page: RequestListener = (_request, response) => {
  response.end("hello");
};

describe("the landing-page check", () => {
  test("says that the click id is kept when nothing redirects", async () => {
    const { origin, world } = await shop(page);
    const check = await checkLandingPage(`${origin}/shirt?utm_source=tiktok`, CLICK, world);
    expect(check).toMatchObject({ verdict: "kept", hops: [{ status: 200, carriesClickId: true }] });
    expect(check.hops[0]?.url).not.toContain(CLICK);
  });

  test("follows an address with percent signs that mean nothing", async () => {
    const { origin, world } = await shop(page);
    expect(await checkLandingPage(`${origin}/%E0%A4%A?x=%ZZ`, CLICK, world)).toMatchObject({
      verdict: "kept",
    });
  });

  test("names the hop whose redirect drops the click id", async () => {
    const { origin, world } = await shop((request, response) => {
      const url = new URL(request.url ?? "/", "http://x");
      if (url.pathname === "/a") redirect(`/b${url.search}`)(request, response);
      else if (url.pathname === "/b") redirect("/c")(request, response);
      else page(request, response);
    });
    const check = await checkLandingPage(`${origin}/a`, CLICK, world);
    expect(check).toMatchObject({ verdict: "dropped", droppedAt: 1 });
    expect(check.hops.map(({ carriesClickId }) => carriesClickId)).toEqual([true, true, false]);
  });

  test("notices a click id that was changed on the way", async () => {
    const { origin, world } = await shop((request, response) => {
      const url = new URL(request.url ?? "/", "http://x");
      if (url.pathname === "/a") redirect(`/b?ttclid=${CLICK.toLowerCase()}`)(request, response);
      else page(request, response);
    });
    expect(await checkLandingPage(`${origin}/a`, CLICK, world)).toMatchObject({
      verdict: "dropped",
      droppedAt: 0,
    });
  });

  test("says so when the page itself answers with an error", async () => {
    const { origin, world } = await shop((_request, response) => {
      response.writeHead(404).end();
    });
    expect(await checkLandingPage(origin, CLICK, world)).toMatchObject({
      verdict: "page_error",
      hops: [{ status: 404 }],
    });
  });

  test("stops after ten hops", async () => {
    let count = 0;
    const { origin, world } = await shop((request, response) => {
      redirect(`/${++count}?ttclid=${CLICK}`)(request, response);
    });
    expect(await checkLandingPage(origin, CLICK, world)).toMatchObject({
      verdict: "failed",
      failure: "too_many_redirects",
    });
    expect(count).toBe(10);
  });

  test("resolves each name once and connects to the address it checked", async () => {
    const { origin, world, lookups } = await shop(page);
    expect((await checkLandingPage(origin, CLICK, world)).verdict).toBe("kept");
    expect(lookups).toEqual(["shop.example"]);
  });

  test("refuses a name of which only one address is private", async () => {
    const { origin, world } = await shop(page);
    const addresses = [
      { address: "127.0.0.1", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    const rebinding = { ...world, resolve: () => Promise.resolve(addresses) };
    expect(await checkLandingPage(origin, CLICK, rebinding)).toMatchObject({ failure: "address_not_public" });
  });

  test.each([
    "http://127.0.0.1/",
    "http://localhost/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://192.0.2.1/",
    "http://224.0.0.1/",
    "https://example.com:8443/",
  ])("does not contact %s, neither directly nor by a redirect", async (target) => {
    const outside = {
      resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
      isAllowed: isPublicAddress,
      ports: new Set(["80", "443"]),
    };
    expect(await checkLandingPage(target, CLICK, outside)).toMatchObject({
      verdict: "failed",
      failure: "address_not_public",
      hops: [],
    });

    const { origin, world } = await shop(redirect(target));
    let asked = 0;
    // Only the shop itself is let through; what it redirects to is judged as outside.
    const isAllowed = (address: string) => asked++ === 0 || isPublicAddress(address);
    const strict = { ...world, isAllowed, ports: new Set([...world.ports, "80", "443"]) };
    const check = await checkLandingPage(origin, CLICK, strict);
    expect(check).toMatchObject({
      verdict: "failed",
      failure: "address_not_public",
      hops: [{ status: 302 }],
    });
  });

  test.each([
    "ftp://shop.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "not a url",
    "",
    "http://user:pass@shop.example/",
  ])("does not follow %j", async (target) => {
    const { world } = await shop(page);
    expect(await checkLandingPage(target, CLICK, world)).toMatchObject({
      verdict: "failed",
      failure: "not_a_web_address",
    });
  });

  test("never throws, whatever is pasted", async () => {
    const nowhere: LandingWorld = {
      resolve: () => Promise.resolve([]),
      isAllowed: () => false,
      ports: new Set(),
    };
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl()), async (target) => {
        expect((await checkLandingPage(target, CLICK, nowhere)).verdict).toBe("failed");
      }),
    );
  });
});
