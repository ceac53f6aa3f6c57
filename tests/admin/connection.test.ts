import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeLimits } from "../../app/composition/limits.server.ts";
import { storedText } from "../platform/stored-text.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

const SECOND = "CSECONDPIXEL00000001";
const THIRD = "CTHIRDPIXEL000000001";

let world: AppWorld;

beforeAll(async () => {
  world = await startAppWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  Object.assign(world.app.limits, composeLimits());
  await world.app.connections.disconnect(SHOP);
  for (const code of [PIXEL, SECOND, THIRD]) world.tiktok.setAccessToken(code, TOKEN);
});

const save = async (fields: Record<string, string>) =>
  (await (
    await world.submit({
      ...{ intent: "save", pixel: (await world.app.connections.pixelOf(SHOP))?.code ?? "" },
      ...{ pixelCode: PIXEL, token: "", testEventCode: "", ...fields },
    })
  ).json()) as object;
const pixels = async () =>
  ((await (await world.ask(ROUTES.connection)).json()) as { pixels: Record<string, unknown>[] }).pixels;
const view = async () => (await pixels())[0];
const test = async () => (await (await world.submit({ intent: "test" })).json()) as object;

describe("a second pixel", () => {
  const add = (pixelCode: string) => save({ pixel: "", pixelCode, token: TOKEN });
  const shown = async (asked: string) => {
    const route = ROUTES.connection.replace("?", `?pixel=${asked}&`);
    return ((await (await world.ask(route)).json()) as { shown?: { code: string } }).shown?.code;
  };

  it("is added beside the first, and each is shown when asked for", async () => {
    await add(PIXEL);
    expect(await add(SECOND)).toMatchObject({ kind: "saved" });
    expect((await pixels()).map(({ code }) => code)).toEqual([PIXEL, SECOND]);
    expect([await shown(SECOND), await shown("new"), await shown("GONE")]).toEqual([
      SECOND,
      undefined,
      PIXEL,
    ]);
  });

  it("is not added twice, nor put in the place of the first by mistake", async () => {
    await add(PIXEL);
    await add(SECOND);
    const connected = { kind: "invalid", errors: { pixelCode: "This pixel is connected already." } };
    expect(await add(SECOND)).toEqual(connected);
    expect(await save({ pixel: PIXEL, pixelCode: SECOND })).toEqual(connected);
  });

  it("can be replaced and disconnected alone", async () => {
    await add(PIXEL);
    await add(THIRD);
    await save({ pixel: THIRD, pixelCode: SECOND });
    expect((await pixels()).map(({ code }) => code)).toEqual([PIXEL, SECOND]);
    await world.submit({ intent: "disconnect", pixel: PIXEL });
    expect((await pixels()).map(({ code }) => code)).toEqual([SECOND]);
  });
});

describe("saving the connection", () => {
  it("keeps the token sealed: no file of the database holds it", async () => {
    const stored = await storedText(world.app.database);
    expect(await save({ token: TOKEN })).toMatchObject({ kind: "saved" });
    expect((await world.app.connections.pixelOf(SHOP))?.token.reveal()).toBe(TOKEN);
    const bytes = await stored();
    expect(bytes).toContain(PIXEL);
    expect(bytes).not.toContain(TOKEN);
  });

  it("never sends the token back, on no page and in no answer", async () => {
    const answers = [await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN })];
    answers.push(await world.submit({ intent: "save", pixelCode: "bad code", token: TOKEN }));
    for (const page of [ROUTES.frame, ROUTES.home, ROUTES.connection, ROUTES.settings])
      answers.push(await world.ask(page));
    answers.push(await world.ask(world.document("/app/connection"), null));
    for (const answer of answers) expect(await answer.text()).not.toContain(TOKEN);
    expect(await view()).toMatchObject({ hasToken: true });
  });

  it("names each field that is wrong and saves nothing", async () => {
    const answer = await save({ pixelCode: "not a code!", token: "short", testEventCode: "a b" });
    expect(answer).toMatchObject({ kind: "invalid" });
    expect(Object.keys((answer as { errors: object }).errors).sort()).toEqual([
      "pixelCode",
      "testEventCode",
      "token",
    ]);
    expect(await world.app.recordsOf(SHOP).pixels()).toEqual([]);
  });

  it("asks for a token when there is none to keep, and keeps the one there is", async () => {
    expect(await save({})).toMatchObject({ kind: "invalid", errors: { token: "Enter the access token." } });
    await save({ token: TOKEN });
    expect(await save({ testEventCode: "TEST1" })).toMatchObject({ kind: "saved" });
    expect(await world.app.connections.pixelOf(SHOP)).toMatchObject({ testEventCode: "TEST1" });
    expect((await world.app.connections.pixelOf(SHOP))?.token.reveal()).toBe(TOKEN);
  });

  it("sends at once what waited for the connection", async () => {
    await world.order(7001);
    expect((await receipt("7001")).status.label).toBe("Waiting for connection");
    await save({ token: TOKEN });
    const accepted = await eventually(async () => {
      const { status } = await receipt("7001");
      return status.label === "Accepted" ? status : undefined;
    });
    expect(accepted.label).toBe("Accepted");
  });

  it("refuses an intent it does not know", async () => {
    expect((await world.submit({ intent: "drop_tables" })).status).toBe(400);
  });
});

async function receipt(id: string): Promise<{ status: { label: string } }> {
  const answer = (await (await world.ask(ROUTES.order(id))).json()) as {
    view: { status: { label: string } };
  };
  return answer.view;
}

describe("a token that is entered", () => {
  const received = () => world.tiktok.received.length;
  const OTHER = "the-next-token-of-the-same-pixel";
  const savedToken = async () => (await world.app.connections.pixelOf(SHOP))?.token.reveal();

  it("is proven by a test event where there is a code", async () => {
    expect(await save({ token: TOKEN, testEventCode: "TEST1" })).toEqual({
      ...{ kind: "saved", message: "Connection saved; TikTok accepted a test event" },
    });
    expect(await view()).toMatchObject({ status: { label: "Connected" } });
    expect(world.tiktok.received.at(-1)).toMatchObject({
      testEventCode: "TEST1",
      events: [{ fate: "test" }],
    });
  });

  it("is asked about without any event where there is none: an event would count as a sale", async () => {
    const [before, counted] = [received(), world.tiktok.purchases().length];
    expect(await save({ token: TOKEN })).toMatchObject({ kind: "saved", message: "Connection saved" });
    expect(world.tiktok.received.slice(before)).toMatchObject([{ events: [] }]);
    expect(await view()).toMatchObject({ status: { label: "Not tested" } });
    expect(world.tiktok.purchases()).toHaveLength(counted);
  });

  it.each([
    [{}, "TikTok does not know this access token"],
    [{ testEventCode: "TEST1" }, "TikTok does not know this access token"],
    [
      { pixelCode: "CNOBODYSPIXEL0000001", token: TOKEN },
      "TikTok does not let this token send to this pixel",
    ],
  ])("is not saved when TikTok refuses it (%j)", async (fields, words) => {
    const answer = (await save({ token: "a-token-that-tiktok-never-made", ...fields })) as {
      errors: { token: string };
    };
    expect(answer.errors.token).toContain(words);
    expect(await pixels()).toEqual([]);
  });

  it("takes the place of the old one only when TikTok takes it", async () => {
    await save({ token: TOKEN });
    expect(await save({ token: OTHER })).toMatchObject({ kind: "invalid" });
    expect(await savedToken()).toBe(TOKEN);
    world.tiktok.setAccessToken(PIXEL, OTHER);
    expect(await save({ token: OTHER })).toMatchObject({ kind: "saved" });
    expect(await savedToken()).toBe(OTHER);
  });

  it("does not take the place of one that works while TikTok cannot be asked; a first one is kept, untested", async () => {
    world.tiktok.faults.next(1, { kind: "code", code: 50000, message: "busy" });
    expect(await save({ token: TOKEN })).toMatchObject({ kind: "saved" });
    expect(await view()).toMatchObject({ status: { label: "Not tested" } });
    world.tiktok.faults.next(1, { kind: "code", code: 50000, message: "busy" });
    expect(await save({ token: OTHER })).toMatchObject({
      kind: "invalid",
      errors: { token: expect.stringContaining("saved one stays") as string },
    });
    expect(await savedToken()).toBe(TOKEN);
  });

  it("is not asked about again when only the test event code changes", async () => {
    await save({ token: TOKEN });
    const before = received();
    await save({ testEventCode: "TEST1" });
    expect(received()).toBe(before);
  });
});

describe("a test event", () => {
  it("is a success when TikTok answers code 0, and only then is the connection tested", async () => {
    await save({ token: TOKEN });
    await save({ testEventCode: "TEST1" });
    expect(await view()).toMatchObject({ status: { label: "Not tested" } });
    expect(await test()).toMatchObject({ accepted: true, answer: [{ label: "Code", value: "0" }, {}, {}] });
    expect(await view()).toMatchObject({ status: { label: "Connected" } });
    expect(world.tiktok.received.at(-1)).toMatchObject({ pixel: PIXEL, testEventCode: "TEST1" });
  });

  it("with a revoked token is no success, and says so in TikTok's and in a merchant's words", async () => {
    await save({ token: TOKEN });
    await save({ testEventCode: "TEST1" });
    world.tiktok.revoke(TOKEN);
    const answer = await test();
    expect(answer).toMatchObject({ accepted: false, title: "TikTok does not know this access token" });
    expect((answer as { answer: object[] }).answer).toContainEqual({ label: "Code", value: "40105" });
    expect(await view()).toMatchObject({ status: { label: "Not tested" } });
  });

  it("without a test event code is never sent: it would count as a sale", async () => {
    await save({ token: TOKEN });
    const before = world.tiktok.received.length;
    expect(await test()).toMatchObject({ accepted: false });
    expect(world.tiktok.received.length).toBe(before);
  });
});

describe("the connection's other ends", () => {
  it("test mode is turned off without touching the token", async () => {
    await save({ token: TOKEN, testEventCode: "TEST1" });
    await world.submit({ intent: "end_test_mode" });
    expect((await world.app.connections.pixelOf(SHOP))?.testEventCode).toBeUndefined();
    expect((await world.app.connections.pixelOf(SHOP))?.token.reveal()).toBe(TOKEN);
  });

  it("disconnecting forgets the token", async () => {
    await save({ token: TOKEN });
    await world.submit({ intent: "disconnect", pixel: PIXEL });
    expect(await pixels()).toEqual([]);
    expect(await world.app.recordsOf(SHOP).pixels()).toEqual([]);
  });
});
