/** Connecting by TikTok's consent page, over HTTP: the way, and everybody who must not get along it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AdAccount } from "../../sandbox/tiktok/accounts.ts";
import type { LoginAnswer } from "../../app/ui/connection/login-view.ts";
import { composeLimits } from "../../app/composition/limits.server.ts";
import { storedText } from "../platform/stored-text.ts";
import { PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

const STEPS = "/app/connection/tiktok?_data=routes%2Fapp.connection_.tiktok";
const SECOND = "CSECONDPIXEL00000001";
const ACCOUNTS: AdAccount[] = [
  {
    ...{ id: "7111000000000000001", name: "<b>Northpine</b>" },
    pixels: [
      { code: PIXEL, name: "Web" },
      { code: SECOND, name: "Outlet" },
      { code: "CRELEASED00000000001", name: "Old", relation: "UNBOUND" },
    ],
  },
  { id: "7111000000000000002", name: "Closed", pixels: [], pixelsForbidden: true },
];
const ACCOUNT = ACCOUNTS[0]?.id ?? "";

let world: AppWorld;

beforeAll(async () => {
  world = await startAppWorld({ advertisers: ACCOUNTS });
});
afterAll(() => world.close());
beforeEach(async () => {
  Object.assign(world.app.limits, composeLimits());
  await world.app.connections.disconnect(SHOP);
  await step({ intent: "end" });
});

async function step(fields: Record<string, string>, token?: string): Promise<LoginAnswer> {
  return (await (await world.post(STEPS, fields, token)).json()) as LoginAnswer;
}

const colleague = () => world.shopify.sessionToken({ sub: "4242" });

async function begin(): Promise<string> {
  const answer = await step({ intent: "begin" });
  if (answer.kind !== "begun") throw new Error("it did not begin");
  return answer.url;
}

/** What the person does on TikTok's page; where TikTok sends them. */
async function decide(url: string, decision: "allow" | "cancel", accounts = ACCOUNTS): Promise<string> {
  const form = new URLSearchParams({ decision });
  for (const { id } of accounts) form.append("advertiser", id);
  const response = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  return response.headers.get("location") ?? "";
}

const open = (url: string) => fetch(url, { redirect: "manual" });

/** The word that the address in the admin brings. */
async function comeBack(accounts = ACCOUNTS): Promise<string> {
  const response = await open(await decide(await begin(), "allow", accounts));
  return new URL(response.headers.get("location") ?? "about:blank").searchParams.get("tiktok") ?? "";
}

const finish = async (accounts = ACCOUNTS) => step({ intent: "finish", word: await comeBack(accounts) });
const view = async (token?: string) =>
  (await (await world.ask(ROUTES.connection, token)).json()) as {
    pixels: { code: string; status: { label: string } }[];
    login?: { kind: string; problem?: { title: string }; advertisers?: object[] };
  };
const choose = (pixel: string, advertiser = ACCOUNT) => step({ intent: "choose", advertiser, pixel });

describe("the way through TikTok's consent page", () => {
  it("ends with a connected pixel, and what waited is sent", async () => {
    await world.order(9001);
    expect((await view()).login).toEqual({ kind: "idle" });
    const url = await begin();
    expect((await view()).login).toEqual({ kind: "waiting" });
    const back = await open(await decide(url, "allow"));
    expect(back.status).toBe(302);
    const admin = back.headers.get("location") ?? "";
    expect(admin).toMatch(`${world.shopify.url}/admin/apps/`);
    const word = new URL(admin).searchParams.get("tiktok") ?? "";
    expect(await step({ intent: "finish", word })).toEqual({ kind: "done" });
    expect((await view()).login).toMatchObject({ kind: "choose", advertisers: [{ id: ACCOUNT }, {}] });
    expect(await step({ intent: "pixels", advertiser: ACCOUNT })).toMatchObject({
      pixels: [{ code: PIXEL, disabled: false }, { code: SECOND }, { disabled: true }],
    });
    expect(await choose(PIXEL)).toEqual({ kind: "chosen", pixel: PIXEL, message: "Pixel connected" });
    expect(await view()).toMatchObject({ pixels: [{ code: PIXEL }], login: { kind: "idle" } });
    await expect.poll(() => world.tiktok.purchases().length).toBe(1);
  });

  it("gives a connected pixel a new token, and leaves its test event code", async () => {
    await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN, testEventCode: "TEST1" });
    await finish();
    expect(await choose(PIXEL)).toMatchObject({ message: "The pixel has a new access token" });
    const pixel = await world.app.connections.pixelOf(SHOP, PIXEL);
    expect(pixel?.testEventCode).toBe("TEST1");
    expect(pixel?.token.reveal()).not.toBe(TOKEN);
    expect((await view()).pixels).toMatchObject([{ status: { label: "Connected" } }]);
  });

  it("adds a pixel beside another", async () => {
    await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
    await finish();
    await choose(SECOND);
    expect((await view()).pixels.map(({ code }) => code)).toEqual([PIXEL, SECOND]);
  });

  it("leaves the token there is when TikTok takes the new one for nothing", async () => {
    await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN, testEventCode: "TEST1" });
    await finish();
    world.tiktok.faults.next(1, { kind: "code", code: 40001, message: "No permission" });
    expect(await choose(PIXEL)).toMatchObject({ kind: "failed" });
    expect((await world.app.connections.pixelOf(SHOP, PIXEL))?.token.reveal()).toBe(TOKEN);
    expect((await view()).login).toMatchObject({ kind: "choose" });
  });
});

describe("what does not go well at TikTok", () => {
  it("is a no, and is told", async () => {
    const back = await open(await decide(await begin(), "cancel"));
    expect(back.headers.get("location")).toMatch(/\/app\/connection$/);
    expect((await view()).login).toMatchObject({
      ...{ kind: "failed", problem: { title: "You have not allowed access at TikTok" } },
    });
    await step({ intent: "end" });
    expect((await view()).login).toEqual({ kind: "idle" });
  });

  it("is no ad account, and is told", async () => {
    await finish([]);
    expect((await view()).login).toMatchObject({
      problem: { title: "You have allowed access to no ad account" },
    });
  });

  it("is a code that TikTok does not know", async () => {
    const url = new URL(await decide(await begin(), "allow"));
    url.searchParams.set("auth_code", "made-up");
    const word =
      new URL((await open(url.href)).headers.get("location") ?? "").searchParams.get("tiktok") ?? "";
    await step({ intent: "finish", word });
    expect((await view()).login).toMatchObject({ kind: "failed" });
    expect(JSON.stringify((await view()).login)).toContain("40110");
  });

  it("is an ad account whose pixels may not be read", async () => {
    await finish();
    expect(await step({ intent: "pixels", advertiser: ACCOUNTS[1]?.id ?? "" })).toMatchObject({
      ...{ kind: "failed", problem: { title: "You may not manage the pixels of this ad account" } },
    });
  });

  it("is a pixel that is not listed, or an ad account that was not allowed", async () => {
    await finish();
    expect(await choose("CNOTLISTED0000000001")).toMatchObject({ kind: "failed" });
    expect(await choose(PIXEL, "7999")).toMatchObject({ kind: "failed" });
    expect((await view()).pixels).toEqual([]);
  });
});

describe("TikTok's redirect", () => {
  it.each(["", "?state=made-up&auth_code=1", "?auth_code=1", "?state="])(
    "without a state of ours (%j) leads nowhere and says so",
    async (query) => {
      const response = await open(`${world.url}/tiktok/callback${query}`);
      expect(response.status).toBe(400);
      expect(response.headers.get("location")).toBeNull();
      expect(await response.text()).toContain("cannot be used any more");
    },
  );

  it("works once", async () => {
    const url = await decide(await begin(), "allow");
    expect((await open(url)).status).toBe(302);
    expect((await open(url)).status).toBe(400);
  });

  it("is kept by nobody, and is shown in no frame", async () => {
    for (const url of [await decide(await begin(), "allow"), `${world.url}/tiktok/callback`]) {
      const { headers } = await open(url);
      expect(headers.get("cache-control")).toBe("no-store");
      // Of several policies a browser follows the last.
      expect(headers.get("referrer-policy")).toMatch(/no-referrer$/);
      if (!headers.has("location"))
        expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
  });

  it("is exactly the address that is registered", async () => {
    expect(new URL(await begin()).searchParams.get("redirect_uri")).toBe(`${world.url}/tiktok/callback`);
  });
});

describe("somebody else", () => {
  it("with the word of a colleague gets nothing, and the colleague still can go on", async () => {
    const word = await comeBack();
    expect(await step({ intent: "finish", word }, colleague())).toMatchObject({
      ...{ kind: "failed", problem: { title: "This way back from TikTok cannot be used" } },
    });
    expect((await view(colleague())).login).toEqual({ kind: "idle" });
    expect(await step({ intent: "finish", word })).toEqual({ kind: "done" });
    expect(await step({ intent: "pixels", advertiser: ACCOUNT }, colleague())).toMatchObject({
      kind: "failed",
    });
    expect((await view(colleague())).login).toEqual({ kind: "idle" });
  });

  it("who has no session gets no further than the admin's door", async () => {
    const word = await comeBack();
    const response = await world.post(STEPS, { intent: "finish", word }, null);
    expect(response.status).not.toBe(200);
    expect((await view()).login).toEqual({ kind: "waiting" });
  });

  it("may not use a word twice", async () => {
    const word = await comeBack();
    await step({ intent: "finish", word });
    expect(await step({ intent: "finish", word })).toMatchObject({ kind: "failed" });
  });
});

describe("the token", () => {
  it("is in no answer, no address and no file, and neither is the app's secret", async () => {
    const stored = await storedText(world.app.database);
    const url = await begin();
    const redirect = await decide(url, "allow");
    const admin = (await open(redirect)).headers.get("location") ?? "";
    const word = new URL(admin).searchParams.get("tiktok") ?? "";
    const said = [url, admin, JSON.stringify(await step({ intent: "finish", word }))];
    said.push(JSON.stringify(await step({ intent: "pixels", advertiser: ACCOUNT })));
    said.push(JSON.stringify(await view()));
    said.push(await (await world.ask(world.document("/app/connection"), null)).text());
    said.push(JSON.stringify(await choose(PIXEL)), JSON.stringify(await view()));
    const token = (await world.app.connections.pixelOf(SHOP))?.token.reveal() ?? "none";
    const code = new URL(redirect).searchParams.get("auth_code") ?? "none";
    const secret = world.app.config.tiktokApp?.secret.reveal() ?? "none";
    for (const hidden of [token, code, secret]) {
      expect(said.join("\n")).not.toContain(hidden);
      expect(await stored()).not.toContain(hidden);
    }
    expect(await stored()).not.toContain(word);
  });
});
