import { beforeEach, describe, expect, it } from "vitest";
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
import { everyRow, storedText, type ReadStored } from "../platform/stored-text.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";
import { eventually } from "../platform/eventually.ts";

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
    await eventually(async () => {
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

/** What is stored of the buyer, and what is made of the raw values. */
async function storedOfBuyer(): Promise<string[]> {
  const [row] = await one.rows<{ facts: string; event: string }>(
    `SELECT o.facts, d.event FROM "order" o JOIN delivery d ON d.order_ref = o.id`,
  );
  if (row === undefined) throw new Error("there is no delivery");
  const { user, click } = JSON.parse(row.facts) as {
    user: Record<string, string>;
    click: Record<string, unknown>;
  };
  const { email, phone, external_id, first_name, last_name, zip_code, ip, user_agent } = user;
  const personal = [email, phone, external_id, first_name, last_name, zip_code, ip, user_agent];
  return [...personal, ...Object.values(click).filter((value) => String(value).length > 6)].map(String);
}

/** On PostgreSQL the files are the server's own: it is asked what it would still tell (docs/privacy.md). */
const leftOf = async (words: string[]) => {
  if (!ON_POSTGRESQL) return found(words);
  const rows = (await everyRow(one.app.database)).join("\n");
  return words.filter((word) => rows.includes(word));
};

describe("after a redaction, the bytes of the database", () => {
  it.each(["customers/redact", "shop/redact"])("hold nothing more of the buyer: %s", async (topic) => {
    await one.change("INSERT INTO shop (domain, installed_at) VALUES (@shop, 0)", { shop: SHOP });
    await postWebhook(one.url, "orders/paid", order({ checkout_token: "the-checkout-token" }));
    await one.change(
      "INSERT INTO hint (shop, event_id, event, checkout_token, click_id, user_agent, received_at) VALUES (@shop, 'e', 'checkout_completed', 'the-checkout-token', 'E.C.P.the-click-of-the-hint', 'The-Agent/1.0', 1)",
      { shop: SHOP },
    );
    one.app.worker.start();
    await eventually(async () => {
      expect(await one.rows("SELECT state FROM delivery")).toEqual([{ state: "delivered" }]);
    });
    await one.app.worker.stop();
    await one.change("UPDATE attempt SET message = 'bad email: its-hash-in-the-message'");
    const hinted = [
      "the-checkout-token",
      "E.C.P.the-click-of-the-hint",
      "The-Agent/1.0",
      "its-hash-in-the-message",
    ];
    const stored = [...(await storedOfBuyer()), ...hinted];
    expect(stored.length).toBeGreaterThan(12);
    expect(await leftOf(stored)).toEqual(stored);

    const customer = { email: ADA.email, phone: ADA.phone };
    await postWebhook(one.url, "customers/data_request", {
      customer,
      orders_requested: [5001],
      data_request: { id: 1 },
    });
    await postWebhook(one.url, topic, { shop_domain: SHOP, customer, orders_to_redact: [5001] });
    expect(await one.app.database.ledger.emptyLog()).toBe(true);
    expect(await leftOf(stored)).toEqual([]);
    expect(await leftOf(RAW)).toEqual([]);
  });
});
