import type { Chore } from "../platform/chores.ts";
import { MINUTE, SECOND, type Clock } from "../platform/clock.ts";
import type { Leases } from "../platform/leases.server.ts";
import { wasTold } from "../platform/database-watch.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AlertBook } from "./alert-book.server.ts";
import type { AlertMessages, DueMessage } from "./alert-messages.server.ts";
import type { SendAnswer } from "./answer.ts";
import type { ReadSigns } from "./shop-signs.server.ts";

/** What looking at shops needs. */
export interface AlertWatchOptions {
  book: AlertBook;
  signs: ReadSigns;
  leases: Leases;
  clock: Clock;
  logger: Logger;
}

const LEASE_MS = MINUTE;
const SHOPS_AT_ONCE = 20;
/** So that one receiver that does not answer keeps few others waiting. */
const MESSAGES_AT_ONCE = 8;

/** Looks at each shop every few minutes. One process at a time does. */
export function createAlertWatch({ book, signs, leases, clock, logger }: AlertWatchOptions): Chore {
  async function lookAt(shop: string): Promise<void> {
    try {
      const now = clock();
      const messages = await book.look(shop, await signs(shop, now), now);
      if (messages > 0) logger.info({ shop, messages }, "an alert began or ended");
    } catch (error) {
      if (!wasTold(error)) logger.error({ err: error, shop }, "a shop could not be looked at for alerts");
      await book.putOff(shop, clock());
    }
  }

  return {
    name: "alerts",
    async run(isStopping) {
      await leases.during("alerts", LEASE_MS, async (isHeld) => {
        for (;;) {
          const shops = await book.due(clock(), SHOPS_AT_ONCE);
          if (shops.length === 0) return;
          for (const shop of shops) {
            if (isStopping() || !isHeld()) return;
            await lookAt(shop);
          }
        }
      });
      return Math.max(await book.nextDueAt(), clock() + SECOND);
    },
  };
}

/** What sending messages needs. */
export interface AlertPostOptions {
  messages: AlertMessages;
  /** Hands one message over; undefined when its recipient is none any more. */
  send(message: DueMessage): Promise<SendAnswer | undefined>;
  leases: Leases;
  clock: Clock;
  logger: Logger;
}

/**
 * Sends what waits. A message is settled after it was handed over, so that a crash between the two repeats it, under the same id, and loses none.
 */
export function createAlertPost({ messages, send, leases, clock, logger }: AlertPostOptions): Chore {
  async function sendOne(message: DueMessage): Promise<void> {
    const answer = await send(message);
    if (answer === undefined) return messages.drop(message, clock());
    await messages.settle(message, answer, clock());
    const { shop, channel, messageId } = message;
    if (answer.kind !== "accepted")
      logger.warn({ shop, channel, messageId, outcome: answer.kind }, "an alert was not accepted");
  }

  return {
    name: "alert messages",
    async run(isStopping) {
      await leases.during("alert messages", LEASE_MS, async (isHeld) => {
        for (;;) {
          const due = await messages.due(clock(), MESSAGES_AT_ONCE);
          if (due.length === 0 || isStopping() || !isHeld()) return;
          await Promise.all(due.map(sendOne));
        }
      });
      return Math.max(await messages.nextDueAt(), clock() + SECOND);
    },
  };
}
