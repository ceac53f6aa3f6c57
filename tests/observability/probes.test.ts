import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProbes, startProbeServer, type ProbeServer } from "../../app/observability/probes.server.ts";
import type { Readiness } from "../../app/observability/readiness.server.ts";
import { Secret } from "../../app/platform/secret.ts";

const TOKEN = "a-token-of-twenty-characters-and-more";
const stands: Readiness = {
  ...{ status: "ready", database: "answers", migrations: "current", worker: "alive" },
};
let server: ProbeServer;
let status: Readiness["status"];
const start = async (token?: string) => {
  const readiness = () => Promise.resolve({ ...stands, status });
  const exposition = () => Promise.resolve("counted 1\n");
  const metrics = token === undefined ? {} : { token: new Secret(token), exposition };
  server = await startProbeServer({ port: 0, host: "127.0.0.1" }, createProbes({ readiness, ...metrics }));
};
const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { headers, method });

beforeEach(() => {
  status = "ready";
});
afterEach(() => server.stop());

describe("the port of a worker", () => {
  it("says that the process runs, and takes nothing but questions", async () => {
    await start();
    expect(await (await ask("/healthz?x=1")).text()).toBe("ok\n");
    expect((await ask("/healthz", {}, "HEAD")).status).toBe(200);
    expect((await ask("/healthz", {}, "POST")).status).toBe(405);
    for (const path of ["/", "/toString", "/webhooks/orders/paid"])
      expect((await ask(path)).status).toBe(404);
  });

  it.each([
    ["ready", 200],
    ["degraded", 200],
    ["not_ready", 503],
    ["leaving", 503],
  ] as const)("answers %s with %i, and says why", async (says, expected) => {
    status = says;
    await start();
    const answer = await ask("/readyz");
    expect(answer.status).toBe(expected);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({ ...stands, status: says });
  });
});

describe("/metrics", () => {
  it("is not there without a token", async () => {
    await start();
    expect((await ask("/metrics", { authorization: `Bearer ${TOKEN}` })).status).toBe(404);
  });

  it("opens to the token only", async () => {
    await start(TOKEN);
    for (const authorization of [
      "",
      TOKEN,
      `Basic ${TOKEN}`,
      "Bearer",
      `Bearer ${TOKEN.slice(1)}`,
      `Bearer ${TOKEN}x`,
    ]) {
      const refused = await ask("/metrics", { authorization });
      expect([authorization, refused.status, await refused.text()]).toEqual([
        authorization,
        401,
        "the token is missing or wrong\n",
      ]);
    }
    const opened = await ask("/metrics", { authorization: `Bearer ${TOKEN}` });
    expect([opened.status, await opened.text()]).toEqual([200, "counted 1\n"]);
    expect(opened.headers.get("content-type")).toContain("version=0.0.4");
  });
});
