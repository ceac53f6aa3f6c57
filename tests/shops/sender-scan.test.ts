import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PublicReach } from "../../app/platform/public-lookup.server.ts";
import { createSenderScan } from "../../app/shops/sender-scan.server.ts";
import { createSenderChecks } from "../../app/shops/sender-checks.server.ts";
import { NO_CHECK } from "../../app/shops/sender-verdict.ts";
import { change, newDatabase } from "../platform/temporary-database.ts";
import { pastedScript, PRODUCT_LINK, webPixelList } from "./storefront-pages.ts";

const OURS = "CP51D1BC77UELKMMT7LG";
const SHOP = "northpine.myshopify.com";
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let site: Server;
let base: string;
let web: PublicReach;
let pages: Record<string, string | Answer>;
let asked: string[];

beforeAll(async () => {
  site = createServer((request, response) => {
    asked.push(request.url ?? "");
    const page = pages[request.url ?? ""];
    if (page === undefined) response.writeHead(404).end("nothing");
    else if (typeof page === "string") response.end(page);
    else page(request, response);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  base = `http://northpine.example:${port}`;
  web = {
    resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
    isAllowed: (address) => address === "127.0.0.1",
    ports: new Set([String(port)]),
  };
});
afterAll(() => {
  site.close();
});
beforeEach(() => {
  asked = [];
});

const scan = async (of: Record<string, string | Answer>, url = base) => {
  pages = of;
  const answer = await createSenderScan(web)({ shop: SHOP, url, connected: [OURS] });
  if (answer.kind !== "scanned") throw new Error("the shop has asked too often");
  return answer.findings;
};

describe("a scan of the storefront", () => {
  it("reads the home page, a product and the cart", async () => {
    const findings = await scan({
      "/": PRODUCT_LINK,
      "/collections/all/products/fjell-merino-tee": pastedScript(OURS),
      "/cart": webPixelList("D0GM8L3C77UA6FH9BJ80"),
    });
    expect(findings).toEqual({
      pages: ["home", "product", "cart"].map((page) => ({ page, state: "read" })),
      senders: [
        { kind: "page", code: OURS },
        { kind: "tiktok_app", code: "D0GM8L3C77UA6FH9BJ80" },
      ],
      customPixels: ["Google Ads Conversion"],
    });
  });

  it("follows redirects, and unpacks what is packed", async () => {
    const findings = await scan({
      "/": (_, response) => response.writeHead(302, { location: "/en" }).end(),
      "/en": (_, response) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(pastedScript(OURS))),
    });
    expect(findings.senders).toEqual([{ kind: "page", code: OURS }]);
    expect(findings.pages).toEqual([
      { page: "home", state: "read" },
      { page: "cart", state: "not_found" },
    ]);
  });

  it("says when the shop is behind its password", async () => {
    const findings = await scan({
      "/": (_, response) => response.writeHead(302, { location: "/password" }).end(),
      "/password": "Enter using password",
    });
    expect(findings.pages).toEqual([{ page: "home", state: "password" }]);
    expect(asked).toEqual(["/", "/password"]);
  });

  it("reads no more than it has to of an endless page, packed or not", async () => {
    const endless: Answer = (_, response) => {
      const chunk = Buffer.alloc(1_000_000, "x");
      const more = () => {
        if (!response.destroyed) response.write(chunk, more);
      };
      more();
    };
    const bomb = gzipSync(Buffer.alloc(50_000_000, "x"));
    const packed: Answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    expect((await scan({ "/": endless, "/cart": packed })).pages).toEqual([
      { page: "home", state: "read" },
      { page: "cart", state: "read" },
    ]);
  });

  it("goes nowhere but the public web", async () => {
    const away: Answer = (_, response) => response.writeHead(302, { location: "http://127.0.0.2:1/" }).end();
    for (const url of ["http://127.0.0.1:1/", "file:///etc/passwd", `${base}/away`])
      expect((await scan({ "/away": away }, url)).pages).toEqual([{ page: "home", state: "not_reached" }]);
  });

  it("may be asked for four times a minute by a shop", async () => {
    pages = {};
    const ask = createSenderScan(web);
    const kinds = [];
    for (let count = 0; count < 5; count++)
      kinds.push((await ask({ shop: SHOP, url: base, connected: [] })).kind);
    expect(kinds).toEqual(["scanned", "scanned", "scanned", "scanned", "busy"]);
    expect((await ask({ shop: "b.myshopify.com", url: base, connected: [] })).kind).toBe("scanned");
  });
});

describe("what is known of other senders", () => {
  it("is kept shop by shop, the scan and the answer apart", async () => {
    const { ledger } = await newDatabase();
    let now = 5;
    const checks = createSenderChecks(ledger, () => now);
    expect(await checks.of(SHOP)).toEqual(NO_CHECK);
    await checks.keepAnswer(SHOP, "unsure");
    const findings = { pages: [], senders: [{ kind: "page", code: OURS } as const], customPixels: ["x"] };
    now = 6;
    await checks.keepFindings(SHOP, findings);
    expect(await checks.of(SHOP)).toEqual({ checkedAt: 6, findings, answer: "unsure", answeredAt: 5 });
    expect(await checks.of("b.myshopify.com")).toEqual(NO_CHECK);
  });

  it("is judged by the pixels that are connected now", async () => {
    const database = await newDatabase();
    const checks = createSenderChecks(database.ledger, () => 5);
    expect(await checks.verdict(SHOP)).toBe("open");
    await checks.keepAnswer(SHOP, "no_app");
    await checks.keepFindings(SHOP, {
      pages: [],
      senders: [{ kind: "tiktok_app", code: OURS }],
      customPixels: [],
    });
    expect(await checks.verdict(SHOP)).toBe("clear");
    await change(
      database,
      "INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES (@shop, @code, '', 1)",
      { shop: SHOP, code: OURS },
    );
    expect(await checks.verdict(SHOP)).toBe("double");
  });
});
