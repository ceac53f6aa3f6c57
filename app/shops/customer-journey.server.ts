import { z } from "zod";
import type { CustomerJourney } from "../attribution/claims.ts";
import type { Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { wasTold } from "../platform/database-watch.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminGraphql } from "./installation.server.ts";

/** The first and the last page the customer landed on. Shopify fills it some time after the order: `ready` says when. */
export const CUSTOMER_JOURNEY_QUERY = `#graphql
  query CustomerJourney($id: ID!) {
    order(id: $id) {
      customerJourneySummary {
        ready
        customerOrderIndex
        firstVisit {
          landingPage
          occurredAt
        }
        lastVisit {
          landingPage
          occurredAt
        }
      }
    }
  }`;

export interface JourneyRequest {
  shop: string;
  orderId: string;
}

/** Asks the Admin API for an order's customer journey. */
export type AdminOf = (shop: string) => Promise<AdminGraphql>;

export interface CustomerJourneys {
  /** Asks Shopify, keeps what it says, and lets the order be routed at once. Never throws: without an answer the order is routed a little later. */
  ask(request: JourneyRequest): Promise<void>;
}

const SQL = {
  keep: `UPDATE "order" SET journey = @journey, route_at = @now WHERE shop = @shop AND order_id = @orderId AND routed_at IS NULL`,
} as const;

const visit = z.object({ landingPage: z.string().nullable(), occurredAt: z.string() }).nullable().optional();

const answerSchema = z.object({
  data: z.object({
    order: z
      .object({
        customerJourneySummary: z
          .object({
            ready: z.boolean(),
            /** How many orders the customer had before this one. */
            customerOrderIndex: z.number().int().nullable().optional(),
            firstVisit: visit,
            lastVisit: visit,
          })
          .nullable(),
      })
      .nullable(),
  }),
});

/** Customer journeys through the Admin API. `onAnswer` is called after one was kept. */
export function createCustomerJourneys(options: {
  ledger: Ledger;
  adminOf: AdminOf;
  clock: Clock;
  logger: Logger;
  onAnswer(): void;
}): CustomerJourneys {
  const { ledger, adminOf, clock, logger, onAnswer } = options;
  const run = prepareAll(ledger, SQL);
  return {
    async ask({ shop, orderId }) {
      const journey = await journeyOf(adminOf, { shop, orderId }).catch((error: unknown): CustomerJourney => {
        const errorName = error instanceof Error ? error.name : "refused";
        logger.warn({ shop, orderId, errorName }, "the customer journey could not be read");
        return { visits: [] };
      });
      try {
        const kept = { shop, orderId, journey: JSON.stringify(journey), now: clock() };
        await ledger.write(() => run.keep.change(kept));
        onAnswer();
      } catch (error) {
        // The order is routed without it when its wait is over.
        if (!wasTold(error))
          logger.error({ err: error, shop, orderId }, "a customer journey could not be kept");
      }
    },
  };
}

async function journeyOf(adminOf: AdminOf, { shop, orderId }: JourneyRequest): Promise<CustomerJourney> {
  const graphql = await adminOf(shop);
  const variables = { id: `gid://shopify/Order/${orderId}` };
  const response = await graphql(CUSTOMER_JOURNEY_QUERY, { variables });
  return readJourney(await response.json());
}

function readJourney(answer: unknown): CustomerJourney {
  const summary = answerSchema.parse(answer).data.order?.customerJourneySummary;
  const before = summary?.customerOrderIndex ?? undefined;
  const visits = [summary?.firstVisit, summary?.lastVisit].flatMap((one) => {
    const occurredAt = Date.parse(one?.occurredAt ?? "");
    return one?.landingPage == null || Number.isNaN(occurredAt)
      ? []
      : [{ landingPage: one.landingPage, occurredAt }];
  });
  return before === undefined ? { visits } : { visits, customer: before > 0 ? "returning" : "new" };
}
