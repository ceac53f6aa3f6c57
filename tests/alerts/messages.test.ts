import { beforeEach, describe, expect, it } from "vitest";
import { storedText } from "../platform/stored-text.ts";
import {
  alertsWorld,
  DAY,
  HOUR,
  MINUTE,
  SHOP,
  START,
  tokenDies,
  verified,
  type AlertsWorld,
} from "./alerts-world.ts";

let world: AlertsWorld;
beforeEach(async () => {
  world = await alertsWorld();
});

const types = () => world.receiver.received.map((one) => verified(one, world.secret).type);
const decoded = (text: string) => text.replaceAll("=\r\n", "");

describe("a problem that begins and ends", () => {
  it("makes one mail and one signed webhook each time, in the language that was chosen", async () => {
    await world.save({ language: "de" });
    await tokenDies(world);
    await world.pass(3 * HOUR);
    await tokenDies(world, false);
    await world.pass(3 * HOUR);
    expect(types()).toEqual(["alert.opened", "alert.closed"]);
    expect(world.mail.mails.map(({ to }) => to)).toEqual([
      ["mia@northpine.example"],
      ["mia@northpine.example"],
    ]);
    const [opened, closed] = world.mail.mails.map(({ text }) => decoded(text));
    expect(opened).toContain("Subject: TikTok nimmt den Zugriffstoken nicht mehr an");
    expect(opened).toContain("TikTok lehnt den Zugriffstoken des Pixels CALERTPIXEL ab.");
    expect(opened).toContain("https://admin.shopify.com/store/northpine/apps/key/app/connection");
    expect(closed).toContain("Subject: Vorbei: TikTok nimmt den Zugriffstoken nicht mehr an");
  });

  it("is kept in the history with what became of each message", async () => {
    await tokenDies(world);
    await world.pass(HOUR);
    const [alert, ...others] = await world.parts.messages.history(SHOP, 9);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      facts: { condition: "token_dead", pixels: ["CALERTPIXEL"] },
      closedAt: undefined,
    });
    expect(alert?.messages.map(({ channel, kind, state }) => [channel, kind, state])).toEqual([
      ["email", "opened", "sent"],
      ["webhook", "opened", "sent"],
    ]);
  });

  it("is one problem for two processes that look at once", async () => {
    await tokenDies(world);
    const other = world.again();
    for (let minutes = 0; minutes < 60; minutes += 5) {
      const chores = [...world.parts.chores, ...other.chores].map((chore) => chore.run(() => false));
      await Promise.all(chores);
      world.clock.now += 5 * MINUTE;
    }
    expect(types()).toEqual(["alert.opened"]);
    expect(world.mail.mails).toHaveLength(1);
  });

  it("is another problem in another shop", async () => {
    await world.change(`INSERT INTO shop (domain, installed_at) VALUES ('other.myshopify.com', 1)`);
    const { document } = (await world.parts.settings.read(SHOP)) ?? {};
    if (document === undefined) throw new Error("nothing was saved");
    const theirs = {
      shop: "other.myshopify.com",
      by: "2",
      recipients: ["o@other.example"],
      webhookUrl: undefined,
    };
    await world.parts.settings.save({ ...theirs, document });
    await tokenDies(world);
    await world.pass(HOUR);
    expect(world.mail.mails.flatMap(({ to }) => to)).toEqual(["mia@northpine.example"]);
    expect(await world.parts.messages.history("other.myshopify.com", 9)).toEqual([]);
  });
});

describe("a message that is not taken", () => {
  it("is tried again under the same id until it is", async () => {
    world.receiver.statuses.push(500, 302, 404);
    await tokenDies(world);
    await world.pass(2 * HOUR);
    const ids = world.receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    const [alert] = await world.parts.messages.history(SHOP, 1);
    expect(alert?.messages[1]).toMatchObject({ state: "sent", attempts: 4, answer: { said: "HTTP 204" } });
  });

  it("is sent to the one recipient who lacked it, and to nobody twice", async () => {
    await world.save({}, { recipients: ["a@northpine.example", "b@northpine.example"], webhookUrl: "" });
    world.mail.refusals.push({ code: 450, text: "4.2.0 <a@northpine.example> greylisted" });
    await tokenDies(world);
    await world.pass(2 * HOUR);
    expect(world.mail.mails.flatMap(({ to }) => to).sort()).toEqual([
      "a@northpine.example",
      "b@northpine.example",
    ]);
  });

  it("is given up at once when the mail server says never, and says so", async () => {
    world.mail.refusals.push({ code: 550, text: "5.1.1 <mia@northpine.example> unknown" });
    await tokenDies(world);
    await world.pass(2 * HOUR);
    const [alert] = await world.parts.messages.history(SHOP, 1);
    expect(alert?.messages[0]).toMatchObject({ state: "failed", attempts: 1, answer: { said: "550 5.1.1" } });
    expect(world.mail.mails).toEqual([]);
  });

  it("is given up after some days", async () => {
    world.receiver.statuses.push(...Array.from({ length: 99 }, () => 503));
    await tokenDies(world);
    await world.pass(5 * DAY, HOUR);
    expect(world.receiver.received).toHaveLength(10);
    const [alert] = await world.parts.messages.history(SHOP, 1);
    expect(alert?.messages[1]).toMatchObject({ state: "failed", attempts: 10, answer: { said: "HTTP 503" } });
  });

  it("says that it is over only after it said that it began", async () => {
    world.receiver.statuses.push(...Array.from({ length: 5 }, () => 500));
    await tokenDies(world);
    await world.pass(10 * MINUTE);
    await tokenDies(world, false);
    await world.pass(12 * HOUR);
    const received = world.receiver.received.map((one) => verified(one, world.secret).type);
    expect(received.filter((type) => type === "alert.closed")).toHaveLength(1);
    expect(received.at(-1)).toBe("alert.closed");
    expect(received.slice(0, -1)).not.toContain("alert.closed");
  });

  it("is lost by no crash: what was handed over and not noted is handed over again under the same id", async () => {
    await tokenDies(world);
    await world.look();
    world.clock.now += 5 * MINUTE;
    const [watch, post] = world.parts.chores;
    await watch?.run(() => false);
    const before = await world.rows<{ id: number }>("SELECT id FROM alert_message WHERE due_at IS NOT NULL");
    expect(before).toHaveLength(2);
    await post?.run(() => false);
    // The process died between the receiver's answer and its note of it.
    await world.change(
      `UPDATE alert_message SET state = 'waiting', attempts = 0, due_at = ${world.clock.now}, settled_at = NULL WHERE channel = 'webhook'`,
    );
    await world.again().chores[1]?.run(() => false);
    const ids = world.receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it("goes to nobody who was removed meanwhile", async () => {
    world.mail.refusals.push({ code: 450, text: "4.2.0 later" });
    world.receiver.statuses.push(500);
    await tokenDies(world);
    await world.pass(5 * MINUTE);
    await world.save({}, { recipients: ["new@northpine.example"], webhookUrl: "" });
    await world.pass(HOUR);
    expect(world.mail.mails.map(({ to }) => to)).toEqual([["new@northpine.example"]]);
    expect(world.receiver.received).toHaveLength(1);
    const [alert] = await world.parts.messages.history(SHOP, 1);
    expect(alert?.messages.map(({ state }) => state)).toEqual(["dropped", "dropped", "sent"]);
  });

  it("is told of what is wrong when somebody is added, once, and those who know are not told again", async () => {
    await tokenDies(world);
    await world.pass(HOUR);
    await world.save({}, { recipients: ["mia@northpine.example", "new@northpine.example"] });
    await world.pass(HOUR);
    expect(world.mail.mails.map(({ to }) => to)).toEqual([
      ["mia@northpine.example"],
      ["new@northpine.example"],
    ]);
    expect(types()).toEqual(["alert.opened"]);
    await tokenDies(world, false);
    await world.pass(HOUR);
    expect(world.mail.mails).toHaveLength(4);
  });

  it("says that it is over to nobody who was never told that it began", async () => {
    await tokenDies(world);
    await world.pass(HOUR);
    await tokenDies(world, false);
    await world.look();
    await world.save({}, { recipients: ["mia@northpine.example", "late@northpine.example"] });
    await world.pass(HOUR);
    expect(world.mail.mails.map(({ to }) => to)).toEqual([
      ["mia@northpine.example"],
      ["mia@northpine.example"],
    ]);
  });
});

describe("a signing secret", () => {
  it("that is new signs from now on, and the one before for a day beside it", async () => {
    const newer = (await world.parts.settings.newSecret(SHOP, "1")) ?? "";
    await world.parts.tests.testWebhook({ domain: SHOP, timeZone: undefined });
    world.clock.now += DAY + MINUTE;
    await world.parts.tests.testWebhook({ domain: SHOP, timeZone: undefined });
    const [first, second] = world.receiver.received;
    if (first === undefined || second === undefined) throw new Error("nothing came");
    expect(verified(first, world.secret).type).toBe("alert.test");
    expect(verified(first, newer).type).toBe("alert.test");
    expect(verified(second, newer).type).toBe("alert.test");
    expect(() => verified(second, world.secret)).toThrow("No matching signature");
    expect(() => verified({ ...second, body: `${second.body} ` }, newer)).toThrow("No matching signature");
  });

  it("is another one for another host", async () => {
    const read = async () => (await world.parts.settings.read(SHOP))?.channels.webhook?.secret;
    const before = await read();
    await world.save({}, { webhookUrl: `${world.receiver.url}/deeper` });
    expect(await read()).toBe(before);
    await world.save({}, { webhookUrl: "https://elsewhere.example/" });
    expect(await read()).not.toBe(before);
  });
});

describe("what is stored", () => {
  it("has no address and no secret in the clear, also when the mail server repeats the address", async () => {
    const stored = await storedText(world.database);
    world.mail.refusals.push({ code: 550, text: "5.1.1 <mia@northpine.example> unknown" });
    await tokenDies(world);
    await world.pass(HOUR);
    const text = await stored();
    expect(text).toContain("CALERTPIXEL");
    expect(text).not.toContain("mia@northpine");
    expect(text).not.toContain("whsec_");
    expect(text).not.toContain(world.receiver.url);
  });

  it("is not kept for a shop that has left", async () => {
    await world.change(`UPDATE shop SET uninstalled_at = ${START}`);
    await world.change(`DELETE FROM alert_settings`);
    await world.save();
    expect(await world.parts.settings.read(SHOP)).toBeUndefined();
  });
});
