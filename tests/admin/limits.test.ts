/** How often a merchant and a stranger may ask for what is costly, over HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeLimits } from "../../app/composition/limits.server.ts";
import { hashPassword } from "../../app/operator/password.server.ts";
import { SIGN_IN } from "../../app/operator/gate.server.ts";
import { createAllowance } from "../../app/platform/allowance.server.ts";
import { PIXEL, ROUTES, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

const nowhere = { resolve: () => Promise.resolve([]), isAllowed: () => false, ports: new Set<string>() };
const LOGIN_STEPS = "/app/connection/tiktok?_data=routes%2Fapp.connection_.tiktok";

let world: AppWorld;
beforeAll(async () => {
  world = await startAppWorld({
    ...{ landing: nowhere, worker: false, advertisers: [] },
    operatorPasswordHash: await hashPassword("sesame, öffne dich"),
  });
});
afterAll(() => world.close());
beforeEach(() => {
  Object.assign(world.app.limits, composeLimits());
});

/** From now on, so many of each an hour: a slow machine takes longer than the minute that counts otherwise. */
function allow(times: number): void {
  const some = () => createAllowance({ times, per: 3_600_000 });
  Object.assign(world.app.limits, { questions: some(), files: some(), returns: some() });
}

it("the limits are those of the decision", async () => {
  const { questions, files, returns } = composeLimits();
  for (const [allowance, times] of [
    [questions, 30],
    [files, 20],
    [returns, 30],
  ] as const) {
    for (let turn = 0; turn < times; turn++) expect(await allowance.take("one")).toBeUndefined();
    expect(await allowance.take("one")).toBeDefined();
  }
});

/** Seconds until it may be asked again; fails unless the answer says so as machines read it. */
function waitOf({ status, headers }: Response): number {
  expect(status).toBe(429);
  const wait = headers.get("retry-after") ?? "";
  expect(wait).toMatch(/^[1-9]\d*$/);
  return Number(wait);
}

describe("questions to TikTok", () => {
  const test = (path: string = ROUTES.connection) => world.post(path, { intent: "test" });
  const inGerman = (path: string) => `${path}&locale=de`;

  it("are counted for a shop over all kinds of them", async () => {
    const save = () => world.submit({ intent: "save", pixelCode: "CNOTCONNECTED0000001", token: TOKEN });
    allow(4);
    for (let turn = 0; turn < 2; turn++)
      expect([(await test()).status, (await save()).status]).toEqual([200, 200]);
    for (const answer of [
      await test(),
      await save(),
      await world.post(LOGIN_STEPS, { intent: "pixels", advertiser: "7" }),
      await world.post(LOGIN_STEPS, { intent: "choose", advertiser: "7", pixel: PIXEL }),
    ])
      expect(waitOf(answer)).toBeGreaterThan(0);
  });

  it("are answered in words, in the merchant's language, and change nothing", async () => {
    allow(1);
    const asked = world.tiktok.received.length;
    await test();
    const { title, advice } = (await (await test(inGerman(ROUTES.connection))).json()) as Record<
      string,
      string
    >;
    expect(title).toBe("Zu viele Anfragen an TikTok");
    expect(advice).toMatch(
      /^Ein Shop kann TikTok 30-mal in der Minute befragen\. Versuche es in [\d.]+ Sekunden/,
    );
    const saved = await world.submit({
      intent: "save",
      pixelCode: "CNEVERSAVED000000001",
      token: "x".repeat(40),
    });
    expect(await saved.json()).toMatchObject({
      kind: "invalid",
      errors: {
        token: expect.stringMatching(/Nothing was changed\. Try again in [\d,]+ seconds/) as unknown,
      },
    });
    const login = await world.post(LOGIN_STEPS, { intent: "pixels", advertiser: "7" });
    expect(await login.json()).toMatchObject({
      kind: "failed",
      problem: { title: "Too many questions to TikTok" },
    });
    expect(world.tiktok.received.length - asked).toBeLessThanOrEqual(1);
    expect(JSON.stringify(await (await world.ask(ROUTES.connection)).json())).not.toContain("CNEVERSAVED");
  });

  it("do not stop what needs no question: beginning, and disconnecting", async () => {
    allow(1);
    await test();
    expect((await world.post(LOGIN_STEPS, { intent: "begin" })).status).toBe(200);
    expect((await world.submit({ intent: "disconnect", pixel: "CNOTHING0000000000001" })).status).toBe(200);
  });
});

describe("files", () => {
  it("are counted for a shop, of all kinds together", async () => {
    const file = () => world.post(ROUTES.activityFile, { file: "settings" });
    const orders = () => world.post("/app/orders/file", { query: "" });
    allow(4);
    for (let turn = 0; turn < 2; turn++) {
      const answers = [await file(), await orders()];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      for (const answer of answers) await answer.text();
    }
    for (const answer of [await file(), await orders()]) expect(waitOf(answer)).toBeGreaterThan(0);
  });
});

describe("TikTok's redirect", () => {
  it("is taken so often from one visitor, and then says so", async () => {
    const back = (language = "en") =>
      fetch(`${world.url}/tiktok/callback?state=made-up&code=x`, {
        headers: { "accept-language": language },
      });
    allow(2);
    for (let turn = 0; turn < 2; turn++) expect((await back()).status).toBe(400);
    const answer = await back("de");
    expect(waitOf(answer)).toBeGreaterThan(0);
    expect(await answer.text()).toContain("Zu viele Versuche");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

describe("a landing-page check too many", () => {
  it("is 429 with the same words", async () => {
    const check = () => world.post(ROUTES.landing, { destination: "https://northpine.example/" });
    for (let turn = 0; turn < 10; turn++) expect((await check()).status).toBe(200);
    const answer = await check();
    expect(waitOf(answer)).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ kind: "result", view: { title: "Too many checks" } });
  });
});

describe("a scan of the storefront too many", () => {
  it("is 429 with the same words", async () => {
    const scan = () => world.post(ROUTES.senders, { intent: "scan" });
    for (let turn = 0; turn < 4; turn++) expect((await scan()).status).toBe(200);
    const answer = await scan();
    expect(waitOf(answer)).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ kind: "failed" });
  });
});

describe("the operator's door", () => {
  it("is shut after ten wrong passwords, says for how long, and knows no difference between a wrong and the right one then", async () => {
    const knock = (password: string) =>
      fetch(world.url + SIGN_IN, {
        method: "POST",
        body: new URLSearchParams({ password }),
        headers: { "sec-fetch-site": "same-origin" },
        redirect: "manual",
      });
    for (let turn = 0; turn < 10; turn++) expect((await knock("wrong")).status).toBe(401);
    for (const password of ["wrong", "sesame, öffne dich"]) {
      const answer = await knock(password);
      expect(waitOf(answer)).toBeLessThanOrEqual(900);
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(await answer.text()).toMatch(/Too many tries\. Try again in (?:a minute|\d+ minutes)/);
    }
  });
});
