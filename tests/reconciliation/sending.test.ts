import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createShopifyFetch } from "../../app/platform/shopify-fetch.server.ts";
import { createAdminPost } from "../../app/reconciliation/admin-post.server.ts";
import { createBulkDownload } from "../../app/reconciliation/bulk-download.server.ts";
import { stepsOf } from "./admin-world.ts";

const SHOP = "quillwood.myshopify.com";

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let seen: {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}[];
let origin: string;
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(request, response);
  });
});

beforeEach(async () => {
  seen = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

const postWith = (tokenOf: () => Promise<Secret | undefined>, deadlineMs = 5000) =>
  createAdminPost({ fetch: createShopifyFetch(origin, fetch), tokenOf, apiVersion: "2026-10", deadlineMs });
const withToken = () => Promise.resolve(new Secret("shpat_x"));

describe("a question", () => {
  it("goes to the shop's own Admin API with its token, and the answer comes back as it is", async () => {
    answer = (_request, response) => response.writeHead(429, { "retry-after": "2.0" }).end("slow");
    expect(await postWith(withToken)(SHOP, '{"query":"{}"}')).toEqual({
      status: 429,
      retryAfter: "2.0",
      body: "slow",
    });
    expect(seen).toMatchObject([
      {
        ...{ method: "POST", url: "/admin/api/2026-10/graphql.json", body: '{"query":"{}"}' },
        headers: {
          ...{ "x-forwarded-host": SHOP, "x-shopify-access-token": "shpat_x" },
          "content-type": "application/json",
        },
      },
    ]);
  });

  it("does not follow a redirect: the token is for one host", async () => {
    answer = (_request, response) => response.writeHead(307, { location: `${origin}/elsewhere` }).end();
    expect(await postWith(withToken)(SHOP, "{}")).toMatchObject({ status: 307 });
    expect(seen).toHaveLength(1);
  });

  it("is not sent without a token", async () => {
    expect(await postWith(() => Promise.resolve(undefined))(SHOP, "{}")).toBe("no_token");
    expect(await postWith(() => Promise.reject(new Error("the refresh failed")))(SHOP, "{}")).toBe(
      "unreachable",
    );
    expect(seen).toEqual([]);
  });

  it("has a deadline that covers the last byte, and survives a broken connection", async () => {
    answer = (_request, response) => response.writeHead(200, { "content-length": "100" }).write("{");
    expect(await postWith(withToken, 50)(SHOP, "{}")).toBe("unreachable");
    answer = (request) => request.socket.destroy();
    expect(await postWith(withToken)(SHOP, "{}")).toBe("unreachable");
  });
});

describe("a bulk result", () => {
  const download = (path: string) => createBulkDownload(fetch)(origin + path);

  it("comes as a stream of bytes, asked for without a token", async () => {
    answer = (_request, response) => response.end('{"id":1}\n');
    const result = await download("/bulk?signature=x");
    if (result.kind !== "ok") throw new Error(result.kind);
    const chunks = await stepsOf(result.stream);
    expect(Buffer.concat(chunks).toString()).toBe('{"id":1}\n');
    expect(seen[0]?.headers).not.toHaveProperty("x-shopify-access-token");
  });

  it.each([
    [403, "gone"],
    [404, "gone"],
    [503, "unavailable"],
  ])("that is answered with %i is %s", async (status, kind) => {
    answer = (_request, response) => response.writeHead(status).end("<Error/>");
    expect(await download("/bulk")).toEqual({ kind });
  });

  it("breaks the reading when the connection breaks: a short file never looks whole", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"id":1}\n');
      setImmediate(() => response.destroy());
    };
    const result = await download("/bulk");
    const read = async () => {
      if (result.kind !== "ok") throw new Error(result.kind);
      await stepsOf(result.stream);
    };
    await expect(read()).rejects.toThrow();
  });
});
