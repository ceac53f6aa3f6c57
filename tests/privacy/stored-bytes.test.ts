import { beforeEach, describe, expect, it, vi } from "vitest";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { ADA, order } from "../orders/examples.ts";
import {
  API_SECRET,
  NOW,
  PIXEL,
  postWebhook,
  SHOP,
  startApp,
  TOKEN,
  type RunningApp,
} from "../ingest/app-under-test.ts";
import { storedText, type ReadStored } from "../platform/stored-text.ts";

const RAW = [...Object.values(ADA), "+442079460018", "02079460018", "lovelace@example.com"];

let one: RunningApp;
let stored: ReadStored;
beforeEach(async () => {
  const tiktok = await startTikTok({
    port: 0,
    pixels: [{ code: PIXEL, accessToken: TOKEN }],
    now: () => NOW,
  });
  one = await startApp(tiktok.url);
  stored = await storedText(one.app.database);
  await one.connect();
  return () => tiktok.close();
});

const found = async (words: string[]) => {
  const bytes = (await stored()).toLowerCase();
  return words.filter(
    (word) =>
      bytes.includes(word.toLowerCase()) ||
      bytes.includes(Buffer.from(word).toString("base64").toLowerCase()),
  );
};

describe("the bytes of the database", () => {
  it("hold nothing raw of the buyer, from the webhook to the delivered event", async () => {
    await postWebhook(one.url, "orders/paid", order());
    await postWebhook(one.url, "customers/data_request", {
      customer: { email: ADA.email, phone: ADA.phone },
    });
    one.app.worker.start();
    await vi.waitFor(async () => {
      expect(await one.rows("SELECT state FROM delivery")).toEqual([{ state: "delivered" }]);
    });
    expect(await found(RAW)).toEqual([]);
    expect(await found(["order_5001", SHOP])).toEqual(["order_5001", SHOP]);
  });

  it("hold nothing raw either when the order could not be read", async () => {
    const broken = JSON.stringify(order()).slice(0, -1);
    expect((await postWebhook(one.url, "orders/paid", broken)).status).toBe(200);
    expect(await found(RAW)).toEqual([]);
  });

  it("hold no token, sealed or in the clear under another encoding", async () => {
    await postWebhook(one.url, "orders/paid", order());
    expect(await found([TOKEN, API_SECRET])).toEqual([]);
  });

  it("would show a word that was written: the check can fail", async () => {
    await one.change("INSERT INTO shop (domain, name, installed_at) VALUES ('x', @name, 1)", {
      name: ADA.street,
    });
    expect(await found(RAW)).toEqual([ADA.street]);
  });
});
