import { request as httpRequest } from "node:http";
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
