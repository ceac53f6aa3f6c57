import { describe, expect, it } from "vitest";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createCustomerJourneys, type AdminOf } from "../../app/shops/customer-journey.server.ts";
import { newBench, SHOP } from "../delivery/bench.ts";
import { change, select } from "../platform/temporary-database.ts";

const answering =
  (body: unknown): AdminOf =>
  () =>
    Promise.resolve(() => Promise.resolve(Response.json(body)));
const journey = (firstVisit: unknown, lastVisit: unknown) => ({
  data: { order: { customerJourneySummary: { ready: true, firstVisit, lastVisit } } },
});

/** Asks for the journey of a waiting order; returns what was kept and how often the worker was told. */
async function ask(adminOf: AdminOf) {
  const { database, addOrder } = await newBench();
  await addOrder("5001");
  await change(database, 'UPDATE "order" SET route_at = 9999');
  let told = 0;
  const journeys = createCustomerJourneys({
    ...{ ledger: database.ledger, adminOf, clock: () => 1234, logger: createLogger("silent") },
    onAnswer: () => {
      told++;
    },
  });
  await journeys.ask({ shop: SHOP, orderId: "5001" });
  const [row] = await select<{ journey: string; routeAt: number }>(
    database,
    'SELECT journey, route_at AS "routeAt" FROM "order"',
  );
  if (row === undefined) throw new Error("there is no order");
  return { journey: JSON.parse(row.journey) as unknown, routeAt: row.routeAt, told };
}

describe("the customer journey", () => {
  it("is kept, and the order need not wait any longer", async () => {
    const first = { landingPage: "https://x.example/?ttclid=a", occurredAt: "2026-11-20T10:00:00Z" };
    expect(await ask(answering(journey(first, null)))).toEqual({
      journey: { visits: [{ landingPage: first.landingPage, occurredAt: Date.UTC(2026, 10, 20, 10) }] },
      routeAt: 1234,
      told: 1,
    });
  });

  it.each([
    [0, "new"],
    [3, "returning"],
  ])("with %i orders before this one tells that the customer is %s", async (customerOrderIndex, customer) => {
    const answer = { data: { order: { customerJourneySummary: { ready: true, customerOrderIndex } } } };
    expect(await ask(answering(answer))).toMatchObject({ journey: { visits: [], customer } });
  });

  it.each<[string, AdminOf]>([
    ["has no visits", answering(journey(null, { landingPage: null, occurredAt: "2026-11-20T10:00:00Z" }))],
    ["is not known", answering({ data: { order: null } })],
    ["comes with errors", answering({ errors: [{ message: "no" }] })],
    [
      "is refused with a Response, as Shopify's client does",
      async () => {
        await Promise.resolve();
        throw new Response(null, { status: 403 });
      },
    ],
    ["is asked of a shop without a session", () => Promise.reject(new Error("no session"))],
  ])("that %s lets the order go on without it", async (_what, adminOf) => {
    expect(await ask(adminOf)).toEqual({ journey: { visits: [] }, routeAt: 1234, told: 1 });
  });
});
