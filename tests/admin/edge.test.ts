import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES, startAppWorld, type AppWorld } from "./app-world.ts";

let world: AppWorld;
beforeAll(async () => {
  world = await startAppWorld();
});
afterAll(() => world.close());

const MEGABYTE = 1024 * 1024;
const send = (method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) =>
  fetch(world.url + path, { method, headers, redirect: "manual", ...(body === undefined ? {} : { body }) });

describe("the edge of the pages", () => {
  it.each(["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])("knows no %s", async (method) => {
    const answer = await send(method, "/app");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
  });

  it.each(["application/json", "text/plain", "application/xml"])("takes no %s", async (type) => {
    expect((await send("POST", ROUTES.settings, { "content-type": type }, "{}")).status).toBe(415);
  });

  it("takes no form that is larger than a settings document may be", async () => {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    expect((await send("POST", ROUTES.settings, type, "x".repeat(MEGABYTE + 1))).status).toBe(413);
    expect((await send("POST", ROUTES.settings, type, "x".repeat(1000))).status).not.toBe(413);
  });

  it("hangs up on a form that does not say how long it is and does not end", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded", "transfer-encoding": "chunked" };
    const request = httpRequest(world.url + ROUTES.settings, { method: "POST", headers, agent: false });
    const ended = new Promise<string>((resolve) => {
      request.on("error", () => {
        resolve("cut off");
      });
      request.on("response", (response) => {
        response.resume().on("close", () => {
          resolve("answered");
        });
      });
    });
    const chunk = Buffer.alloc(64 * 1024, "x");
    const feed = () => {
      while (!request.destroyed && request.write(chunk));
      request.once("drain", feed);
    };
    feed();
    expect(["cut off", "answered"]).toContain(await ended);
    request.destroy();
    // The app goes on.
    expect((await send("GET", "/healthz")).status).toBe(200);
  });

  it.each(["/app", "/healthz", "/", "/assets/nothing.js", "/auth/login", "/%E0%A4%A"])(
    "says on %s how a browser is to treat it",
    async (path) => {
      const { headers } = await send("GET", path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("strict-transport-security")).toContain("max-age=");
      expect(headers.get("x-powered-by")).toBeNull();
    },
  );

  it("has no file that is not there", async () => {
    const answer = await send("GET", "/assets/nothing.js");
    expect([answer.status, await answer.text()]).toEqual([404, "not found\n"]);
  });

  it("does not show what broke inside", async () => {
    for (const path of ["/%E0%A4%A", "/app/orders/%00", "/assets/..%2f..%2fpackage.json", "/app?shop[]=1"]) {
      const text = await (await send("GET", path)).text();
      expect(text).not.toMatch(/node_modules|\.tsx?:\d|at \w+ \(|better-sqlite3"/);
    }
  });
});

/** What the server says to these bytes: the status of each answer on the connection. */
function statusesFor(bytes: string): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url).port), "localhost");
    let said = "";
    socket.setTimeout(20_000, () => socket.destroy(new Error("the server keeps the connection open")));
    socket.setEncoding("latin1").on("data", (text: string) => (said += text));
    socket.on("error", reject).on("close", () => {
      resolve([...said.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status)));
    });
    // Not ended from here: the server gives up an answer whose reader has gone.
    socket.write(bytes);
  });
}

const SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const FORM =
  "POST /app/settings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";

describe("a request that two servers could read differently", () => {
  it.each([
    [
      "with a length and in chunks",
      `${FORM}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ["with two lengths", `${FORM}Content-Length: 0\r\nContent-Length: 40\r\n\r\n${SMUGGLED}`],
    ["with a length that is none", `${FORM}Content-Length: +5\r\n\r\n${SMUGGLED}`],
    ["with chunks twice", `${FORM}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["with a space before a colon", `${FORM}Content-Length : 5\r\n\r\nhello${SMUGGLED}`],
    ["with a folded header", `${FORM}X-A: b\r\n c: d\r\nContent-Length\r\n : 5\r\n\r\n${SMUGGLED}`],
    ["without a host", "GET /app HTTP/1.1\r\n\r\n"],
  ])("%s is refused, and nothing behind it is answered", async (_what, bytes) => {
    const statuses = await statusesFor(bytes);
    expect(statuses).toEqual([400]);
  });
});

describe("an address that is none of ours", () => {
  const get = (target: string, headers = "Host: localhost\r\n") =>
    statusesFor(`GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);

  it.each([
    ["//evil.example/app", undefined],
    ["/\\evil.example/app", undefined],
    ["http://evil.example/app", undefined],
    ["/app", "Host: evil.example:99999\r\n"],
    ["/app", "Host: a b\r\n"],
    ["/app", "Host: [::1\r\n"],
    ["/app", "Host: me@evil.example\r\n"],
  ])("is refused before anything reads it: %s %s", async (target, headers) => {
    expect(await get(target, headers)).toEqual([400]);
  });

  it("does not come from a header that nobody who is trusted has set", async () => {
    const forwarded = "Host: localhost\r\nX-Forwarded-Host: evil.example:99999\r\n";
    expect(await get("/healthz", forwarded)).toEqual([200]);
    const [status = 500] = await get("/app?shop=northpine.myshopify.com", forwarded);
    expect(status).toBeLessThan(500);
  });
});

describe("a form that is packed", () => {
  it.each(["gzip", "deflate", "br", "gzip, gzip"])("with %s is not unpacked", async (encoding) => {
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-encoding": encoding };
    expect((await send("POST", ROUTES.settings, headers, "x")).status).toBe(415);
  });
});

describe("the library's page for logging in", () => {
  it.each(["/auth/login", "/auth/login?shop=evil.example", "/auth/login?shop=northpine.myshopify.com"])(
    "is none of ours, and breaks nothing: %s",
    async (path) => {
      expect((await send("GET", path)).status).toBe(404);
    },
  );
});

describe("caches", () => {
  it("keep the build's own files and nothing else", async () => {
    for (const path of ["/", "/app", "/healthz", "/nothing-here", "/auth/login", "/assets/nothing.js"])
      expect([path, (await send("GET", path)).headers.get("cache-control")]).toEqual([path, "no-store"]);
  });
});
