import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createAccountApi } from "../../app/tiktok/account-api.server.ts";
import { returnedWith } from "../../app/tiktok/account.ts";
import type { AdAccount } from "../../sandbox/tiktok/accounts.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";

const APP = { id: "7480", secret: "the-secret-of-the-app" };
const REDIRECT = "https://app.example/tiktok/callback";
const MANY = Array.from({ length: 45 }, (_, n) => ({
  code: `CPIXEL${String(n).padStart(4, "0")}`,
  name: `Pixel ${n}`,
}));
const ACCOUNTS: AdAccount[] = [
  { id: "7111000000000000001", name: "Northpine", pixels: MANY },
  {
    id: "7111000000000000002",
    name: "Empty",
    pixels: [{ code: "CGONE", name: "Gone", relation: "UNBOUND" }],
  },
  { id: "7111000000000000003", name: "Closed", pixels: [], pixelsForbidden: true },
];

const closing: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

async function start(now = { value: 1_000_000 }) {
  const accounts = { app: { ...APP, redirectUri: REDIRECT }, advertisers: ACCOUNTS };
  const tiktok = await startTikTok({ port: 0, pixels: [], accounts, now: () => now.value });
  closing.push(tiktok.close);
  return { tiktok, now, api: apiFor(tiktok.url) };
}

const apiFor = (baseUrl: string, changes: Partial<typeof APP> = {}, deadlineMs = 5000) =>
  createAccountApi({
    ...{ fetch, baseUrl, redirectUri: REDIRECT, deadlineMs },
    app: { id: changes.id ?? APP.id, secret: new Secret(changes.secret ?? APP.secret) },
  });

async function decide(
  tiktok: TikTokDouble,
  decision: "allow" | "cancel",
  advertisers = ACCOUNTS.map(({ id }) => id),
) {
  const form = new URLSearchParams({ decision });
  for (const id of advertisers) form.append("advertiser", id);
  const response = await fetch(apiFor(tiktok.url).consentUrl("the-state"), {
    ...{ method: "POST", body: form, redirect: "manual" },
  });
  return new URL(response.headers.get("location") ?? "about:blank");
}

async function codeOf(tiktok: TikTokDouble, advertisers?: string[]): Promise<Secret> {
  const { code } = returnedWith((await decide(tiktok, "allow", advertisers)).searchParams);
  return new Secret(code ?? "none");
}

async function tokenOf(tiktok: TikTokDouble, advertisers?: string[]): Promise<Secret> {
  const asked = await apiFor(tiktok.url).exchange(await codeOf(tiktok, advertisers));
  if (asked.kind === "failed") throw new Error("there is no token");
  return asked.value;
}

describe("the consent page's address", () => {
  it("names app, state and redirect, and is taken with exactly the registered redirect", async () => {
    const { tiktok, api } = await start();
    const url = new URL(api.consentUrl("s+t/a=te"));
    expect(url.pathname).toBe("/portal/auth");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      app_id: APP.id,
      state: "s+t/a=te",
      redirect_uri: REDIRECT,
    });
    expect((await fetch(url)).status).toBe(200);
    for (const other of [`${REDIRECT}/`, `${REDIRECT}?shop=a`, "https://evil.example/tiktok/callback"]) {
      url.searchParams.set("redirect_uri", other);
      expect((await fetch(url)).status).toBe(400);
    }
    expect(tiktok.received).toEqual([]);
  });

  it("leads back with the state, and with a code when the person allowed it", async () => {
    const { tiktok } = await start();
    const allowed = await decide(tiktok, "allow");
    expect(allowed.origin + allowed.pathname).toBe(REDIRECT);
    expect(returnedWith(allowed.searchParams)).toEqual({
      state: "the-state",
      code: allowed.searchParams.get("auth_code"),
    });
    const denied = await decide(tiktok, "cancel");
    expect(returnedWith(denied.searchParams)).toEqual({ state: "the-state", code: undefined });
  });

  it.each([
    "",
    "state=s",
    "state=s&auth_code=",
    "state=s&auth_code=a%0Ab",
    `state=s&auth_code=${"x".repeat(2049)}`,
  ])("is taken for a no with %j", (query) => {
    expect(returnedWith(new URLSearchParams(query)).code).toBeUndefined();
  });
});

describe("a code", () => {
  it("becomes a token, which reads ad accounts and all their pixels", async () => {
    const { tiktok, api } = await start();
    const token = await tokenOf(tiktok);
    expect(await api.advertisers(token)).toEqual({
      kind: "answered",
      value: ACCOUNTS.map(({ id, name }) => ({ id, name })),
    });
    const pixels = await api.pixels(token, ACCOUNTS[0]?.id ?? "");
    expect(pixels).toEqual({ kind: "answered", value: MANY.map((pixel) => ({ ...pixel, released: false })) });
    expect(await api.pixels(token, ACCOUNTS[1]?.id ?? "")).toMatchObject({
      value: [{ code: "CGONE", released: true }],
    });
  });

  it("works once", async () => {
    const { tiktok, api } = await start();
    const code = await codeOf(tiktok);
    expect(await api.exchange(code)).toMatchObject({ kind: "answered" });
    expect(await api.exchange(code)).toMatchObject({ problem: "code_refused", answer: { code: 40110 } });
  });

  it("works for an hour", async () => {
    const { tiktok, api, now } = await start();
    const code = await codeOf(tiktok);
    now.value += 3_600_001;
    expect(await api.exchange(code)).toMatchObject({ problem: "code_refused" });
  });

  it.each([{ secret: "another" }, { id: "1" }])("is not given a token for with %j", async (changes) => {
    const { tiktok } = await start();
    const code = await codeOf(tiktok);
    expect(await apiFor(tiktok.url, changes).exchange(code)).toMatchObject({ problem: "app_refused" });
  });
});

describe("a token", () => {
  it("may be for no ad account at all", async () => {
    const { tiktok, api } = await start();
    expect(await api.advertisers(await tokenOf(tiktok, []))).toEqual({ kind: "answered", value: [] });
  });

  it("reads nothing of an ad account that was not allowed, or may not be read", async () => {
    const { tiktok, api } = await start();
    const token = await tokenOf(tiktok, [ACCOUNTS[2]?.id ?? ""]);
    for (const { id } of ACCOUNTS)
      expect(await api.pixels(token, id)).toMatchObject({ problem: "no_permission" });
  });

  it("that was revoked is refused", async () => {
    const { tiktok, api } = await start();
    const token = await tokenOf(tiktok);
    tiktok.revoke(token.reveal());
    expect(await api.advertisers(token)).toMatchObject({ problem: "token_refused", answer: { code: 40105 } });
  });
});

/** A server that gives every question the same answer. */
async function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closing.push(
    () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const SECRETS = {
  code: new Secret("the-code-that-nobody-sees"),
  token: new Secret("the-token-that-nobody-sees"),
};

describe("an answer that is no answer", () => {
  it.each([
    [502, "<html>", "unavailable"],
    [200, "<html>", "unclear"],
    [200, '{"message":"OK"}', "unclear"],
    [200, '{"code":0,"data":{}}', "unclear"],
    [200, '{"code":0,"data":{"access_token":"two words"}}', "unclear"],
    [200, '{"code":50000}', "unavailable"],
    [200, '{"code":41000}', "app_refused"],
  ])("of %i %s is no token (%s)", async (status, body, problem) => {
    const { url } = await answering(status, body);
    expect(await apiFor(url).exchange(SECRETS.code)).toMatchObject({ kind: "failed", problem });
  });

  it("is one that is too large, or does not come", async () => {
    const { url } = await answering(200, " ".repeat(2 * 1024 * 1024 + 1));
    expect(await apiFor(url).exchange(SECRETS.code)).toMatchObject({ problem: "unavailable" });
    expect(await apiFor("http://127.0.0.1:1").exchange(SECRETS.code)).toMatchObject({
      problem: "unavailable",
    });
  });

  it("is a redirect: the token goes nowhere else", async () => {
    const elsewhere = await answering(200, '{"code":0,"data":{"list":[]}}');
    const { url } = await answering(302, "", { Location: elsewhere.url });
    expect(await apiFor(url).advertisers(SECRETS.token)).toMatchObject({ kind: "failed" });
    expect(elsewhere.asked).toEqual([]);
  });

  it("is kept without the secrets it may repeat", async () => {
    const repeated = `no ${SECRETS.code.reveal()} ${SECRETS.token.reveal()} ${APP.secret}`;
    const { url } = await answering(200, JSON.stringify({ code: 40002, message: repeated }));
    const api = apiFor(url);
    const ofCode = JSON.stringify(await api.exchange(SECRETS.code));
    const ofToken = JSON.stringify([
      await api.advertisers(SECRETS.token),
      await api.pixels(SECRETS.token, "1"),
    ]);
    expect(ofCode + ofToken).toContain("40002");
    for (const secret of [SECRETS.code.reveal(), APP.secret]) expect(ofCode).not.toContain(secret);
    expect(ofToken).not.toContain(SECRETS.token.reveal());
  });
});

describe("the pages of a pixel list", () => {
  it("come to an end when TikTok names more than there are", async () => {
    const page = { pixels: [{ pixel_code: "CAAAA" }], page_info: { total_page: 100_000 } };
    const { url, asked } = await answering(200, JSON.stringify({ code: 0, data: page }));
    expect(await apiFor(url).pixels(SECRETS.token, "1")).toMatchObject({ kind: "answered" });
    expect(asked).toHaveLength(50);
  });

  it("may have a pixel without a name", async () => {
    const { url } = await answering(
      200,
      '{"code":0,"data":{"pixels":[{"pixel_code":"CAAAA","asset_ownership":null}]}}',
    );
    expect(await apiFor(url).pixels(SECRETS.token, "1")).toEqual({
      kind: "answered",
      value: [{ code: "CAAAA", name: "CAAAA", released: false }],
    });
  });
});
