/** One run: shops sell for days, everything that can go wrong with webhooks, TikTok, tokens and processes does, and time passes only as events come. */
import { join } from "node:path";
import type { World } from "../app/composition.server.ts";
import { migrate } from "../app/platform/migrations/migrate.server.ts";
import { randomFrom } from "../chaos/random.ts";
import { SimulatedTime } from "../sandbox/orders/schedule.ts";
import { Platform } from "../sandbox/shopify/platform.ts";
import { connect, install, simulateApp, type SimulatedApp } from "./app.ts";
import { API_SECRET, openSellingShop, type SellingShop } from "./shop.ts";
import { simulateTikTok, type SimulatedTikTok } from "./tiktok.ts";
import { simulateTimers, Stillness } from "./timers.ts";
import { judgeRun, type RunVerdict } from "./verdict.ts";

/** What is simulated. */
export interface Plan {
  seed: number;
  days: number;
  shops: number;
  ordersPerDay: number;
  /** Shares of all webhooks. */
  missed: number;
  duplicated: number;
  /** Without the comparison with Shopify's list. */
  control: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 9, 26, 7);
const OUTAGE = 6 * HOUR;
const DEAD_TOKEN = DAY;
const RESTARTS = 3;
const HALF_A_MINUTE = 30_000;
/** After the last order: a webhook may set out four hours late; if one is still repeated then, it is waited for. */
const CALM = 5 * HOUR;
const LONGEST_CALM = 48 * HOUR;

/** Everything there is. */
interface Stage {
  plan: Plan;
  time: SimulatedTime;
  stillness: Stillness;
  random: () => number;
  tiktok: SimulatedTikTok;
  app: SimulatedApp;
  shops: SellingShop[];
  world: World;
}

/** Runs it in `folder`, and judges. `tell` hears what happens. */
export async function run(plan: Plan, folder: string, tell: (line: string) => void): Promise<RunVerdict> {
  const stage = await raise(plan, folder);
  const { time, app, shops, tiktok, stillness } = stage;
  app.start();
  for (const shop of shops) {
    tiktok.access.setAccessToken(shop.pixel, shop.token);
    await install(app.running(), shop, stage.world);
  }
  await time.advance(10 * MINUTE);
  const start = time.now();
  const end = start + plan.days * DAY;
  for (const shop of shops) shop.sellUntil(end);
  planTroubles(stage, { start, end }, tell);
  for (let day = 1; day <= plan.days; day++) {
    await time.advanceTo(start + day * DAY);
    tell(`day ${day}: ${shops.reduce((sum, { orders }) => sum + orders.size, 0)} orders so far`);
  }
  await time.advance(CALM);
  while (time.now() < end + LONGEST_CALM && shops.some(({ webhooks }) => webhooks.ends.waiting > 0))
    await time.advance(HOUR);
  await stillness.settle();
  const verdict = await judgeRun(app.running(), shops, tiktok, { time, days: plan.days + 3 });
  await app.stop();
  return verdict;
}

async function raise(plan: Plan, folder: string): Promise<Stage> {
  const databaseUrl = `file:${join(folder, "throughline.sqlite")}`;
  await migrate(databaseUrl);
  const [time, stillness] = [new SimulatedTime(START), new Stillness()];
  // Each part draws from numbers of its own: one that draws more changes nothing for the others.
  const random = (part: number) => randomFrom(plan.seed * 1000 + part);
  const tiktok = simulateTikTok(time.now, random(1), stillness);
  const platform = new Platform({ apiKey: "key", apiSecret: API_SECRET, schedule: time });
  simulateTimers(time, stillness);
  const world: World = {
    ...{ clock: time.now, random: random(2), tiktok: tiktok.transport },
    orderLists: {
      async fetch(input, init) {
        stillness.stir();
        const response = await platform.fetch(input, init);
        stillness.stir();
        return response;
      },
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
  };
  const app = simulateApp({ databaseUrl, world, time, stillness, control: plan.control });
  const shops = Array.from({ length: plan.shops }, (_, index) =>
    openSellingShop({
      ...{ number: index + 1, perDay: plan.ordersPerDay, missed: plan.missed, duplicated: plan.duplicated },
      ...{ time, platform, random: random(10 + index), deliver: app.deliver },
    }),
  );
  return { plan, time, stillness, random: random(3), tiktok, app, shops, world };
}

/** At random moments: TikTok is out for hours, a shop's token is dead for a day, the app is closed and started again. */
function planTroubles(
  stage: Stage,
  { start, end }: { start: number; end: number },
  tell: (line: string) => void,
): void {
  const { time, random, tiktok, shops, app } = stage;
  const say = (what: string) => {
    tell(`${new Date(time.now()).toISOString().slice(0, 16)} ${what}`);
  };
  const at = (moment: number, job: () => void | Promise<void>) => time.after(moment - time.now(), job);
  const someTime = (length: number) => start + random() * Math.max(0, end - start - length);

  const out = someTime(OUTAGE);
  at(out, () => {
    tiktok.isOut = true;
    say("TikTok is out");
  });
  at(out + OUTAGE, () => {
    tiktok.isOut = false;
    say("TikTok is back");
  });

  const shop = shops[Math.floor(random() * shops.length)];
  const dead = someTime(DEAD_TOKEN);
  if (shop !== undefined) {
    at(dead, () => {
      tiktok.access.revoke(shop.token);
      say(`the token of ${shop.domain} is dead`);
    });
    at(dead + DEAD_TOKEN, () => reconnect(stage, shop, say));
  }

  for (let restart = 0; restart < RESTARTS; restart++)
    at(someTime(HOUR), async () => {
      say("the app is stopped");
      await app.stop();
      time.after(HALF_A_MINUTE + random() * 3 * MINUTE, app.start);
    });
}

/** The merchant makes a new token; not while the app is down. */
async function reconnect(stage: Stage, shop: SellingShop, say: (what: string) => void): Promise<void> {
  const { tiktok, app, time } = stage;
  let running;
  try {
    running = app.running();
  } catch {
    time.after(MINUTE, () => reconnect(stage, shop, say));
    return;
  }
  const token = `${shop.token}-new`;
  tiktok.access.setAccessToken(shop.pixel, token);
  await connect(running, shop.domain, shop.pixel, token);
  say(`${shop.domain} has a new token`);
}
