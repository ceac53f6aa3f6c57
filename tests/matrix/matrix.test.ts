import { describe, expect, test } from "vitest";
import { checkCell, checkOrder, checkRequests, checkSkipped, checkTraces } from "./checks.ts";
import { Shopper } from "./shopper.ts";
import { Theatre, type Stage } from "./stage.ts";
import { CELLS, expected, notAllowed, PATHS, type Cell, type Consent } from "./table.ts";
import { WALKS } from "./walks.ts";

const theatre = Theatre.open();

async function visit(cell: Cell, story: (shopper: Shopper, stage: Stage) => Promise<void>): Promise<void> {
  const stage = await theatre.stage(cell.consent);
  const shopper = await Shopper.enter(theatre.browser, stage, cell);
  try {
    await story(shopper, stage);
  } finally {
    await shopper.leave();
  }
}

function outcome(cell: Cell): string {
  const because = notAllowed(cell.consent);
  if (because !== undefined) return `no click arrives, because ${because}`;
  const what = expected(cell);
  return what.carrier === "none"
    ? `the click arrives, though not by the order: ${what.because}`
    : `the click arrives, by one ${what.carrier}`;
}

// A cell takes a few seconds on an idle machine, and much longer on one that does other things too.
describe.concurrent.each(PATHS)("%s", (path) => {
  const cells = CELLS.filter((cell) => cell.path === path);
  test.each(cells.map((cell) => ({ ...cell, outcome: outcome(cell) })))(
    "$consent, $storage: $outcome",
    (cell) =>
      visit(cell, async (shopper, stage) => {
        await WALKS[path](shopper);
        await checkCell(stage, shopper, cell);
      }),
  );
});

// Where the country asks for consent first, an order without one is not sent at all.
describe.concurrent("an order to Germany", () => {
  const cellOf = (consent: Consent): Cell => ({ path: "cart", consent, storage: "storage works" });

  test.each<Consent>(["refused", "withdrawn", "API missing"])("%s: nothing is sent", (consent) =>
    visit(cellOf(consent), async (shopper, stage) => {
      const order = await WALKS.cart(shopper, "DE");
      checkOrder(order, cellOf(consent));
      await stage.told(order);
      await checkSkipped(stage, order, "consent_needed_here");
      checkRequests(shopper, cellOf(consent));
      checkTraces(await shopper.traces(), cellOf(consent));
    }),
  );

  test("given: it is sent as any other", () =>
    visit(cellOf("given"), async (shopper, stage) => {
      await WALKS.cart(shopper, "DE");
      await checkCell(stage, shopper, cellOf("given"));
    }));
});

test("the table has 108 cells", () => {
  expect(CELLS).toHaveLength(108);
});
