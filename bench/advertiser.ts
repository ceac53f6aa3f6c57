import { setTimeout as sleep } from "node:timers/promises";
import { Journal } from "../sandbox/journal.ts";
import { startTikTok } from "../sandbox/tiktok/tiktok.ts";
import { PIXEL, TOKEN } from "./installation.ts";
import { orderId } from "./orders.ts";
import type { Sent } from "./sender.ts";

/** TikTok's double, and when it accepted what. */
export interface Advertiser {
  url: string;
  /** When the sender was told that the order with this number is counted, milliseconds since the epoch. */
  acceptedAt(number: number): number | undefined;
  /** Waits until every acknowledged order is accepted. Throws when half a minute is not enough, or when TikTok did not count exactly these, once each. */
  allAccepted(sent: readonly Sent[]): Promise<void>;
  close(): Promise<void>;
}

/** What the double notes of an answer (sandbox/tiktok/hops.ts). */
interface Answer {
  body: { data: { event_id: string }[] };
  fates: string[];
}

const DEADLINE_MS = 30_000;

/** Starts a double that answers after `latencyMs`. */
export async function startAdvertiser(latencyMs: number): Promise<Advertiser> {
  const journal = new Journal(() => performance.timeOrigin + performance.now());
  const accepted = new Map<string, number>();
  journal.listen(({ name, at, detail }) => {
    if (name !== "event_answered") return;
    const { body, fates } = detail as unknown as Answer;
    for (const [index, event] of body.data.entries())
      if (fates[index] === "counted") accepted.set(event.event_id, at);
  });
  const pixels = [{ code: PIXEL, accessToken: TOKEN }];
  const tiktok = await startTikTok({ port: 0, latencyMs, pixels, journal });
  const acceptedAt = (number: number) => accepted.get(`order_${orderId(number)}`);
  return {
    ...{ url: tiktok.url, acceptedAt, close: tiktok.close },
    async allAccepted(sent) {
      const orders = sent.filter(({ status }) => status === 200).map(({ number }) => number);
      const deadline = Date.now() + DEADLINE_MS;
      while (orders.some((number) => acceptedAt(number) === undefined)) {
        if (Date.now() > deadline)
          throw new Error(`${accepted.size} of ${orders.length} orders were accepted`);
        await sleep(100);
      }
      const once = tiktok.purchases().filter(({ counted }) => counted === 1).length;
      if (once !== orders.length || once !== tiktok.purchases().length)
        throw new Error(
          `${orders.length} orders, ${once} of ${tiktok.purchases().length} purchases counted once`,
        );
    },
  };
}
