import { existsSync, readFileSync } from "node:fs";
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

const RAW = [...Object.values(ADA), "+442079460018", "02079460018", "lovelace@example.com"];

let one: RunningApp;
beforeEach(async () => {
  const tiktok = await startTikTok({
    port: 0,
    pixels: [{ code: PIXEL, accessToken: TOKEN }],
    now: () => NOW,
  });
  one = await startApp(tiktok.url);
  one.connect();
  return () => tiktok.close();
});

/** Everything SQLite has written, its log included, in both of the encodings text could be in. */
function storedBytes(): string {
  const files = ["", "-wal", "-shm", "-journal"]
    .map((suffix) => one.databasePath + suffix)
    .filter(existsSync);
  const bytes = files.map((path) => readFileSync(path));
  return bytes
    .flatMap((one) => [one.toString("latin1"), one.toString("utf16le")])
    .join("\n")
    .toLowerCase();
}

const found = (words: string[]) => {
  const bytes = storedBytes();
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
    await vi.waitFor(() => {
      expect(one.rows("SELECT state FROM delivery")).toEqual([{ state: "delivered" }]);
    });
    expect(found(RAW)).toEqual([]);
    expect(found(["order_5001", SHOP])).toEqual(["order_5001", SHOP]);
  });

  it("hold nothing raw either when the order could not be read", async () => {
    const broken = JSON.stringify(order()).slice(0, -1);
    expect((await postWebhook(one.url, "orders/paid", broken)).status).toBe(200);
    expect(found(RAW)).toEqual([]);
  });

  it("hold no token, sealed or in the clear under another encoding", async () => {
    await postWebhook(one.url, "orders/paid", order());
    expect(found([TOKEN, API_SECRET])).toEqual([]);
  });

  it("would show a word that was written: the check can fail", () => {
    one.app.database.sqlite
      .prepare("INSERT INTO shop (domain, name, installed_at) VALUES ('x', ?, 1)")
      .run(ADA.street);
    expect(found(RAW)).toEqual([ADA.street]);
  });
});
