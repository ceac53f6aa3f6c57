import assert from "node:assert/strict";

/** A row of `hint` as it is on the disk. */
export interface HintRow {
  shop: string;
  event_id: string;
  event: string;
  checkout_token: string | null;
  order_id: string | null;
  click_id: string | null;
  clicked_at: number | null;
  ttp: string | null;
  page: string | null;
  user_agent: string | null;
  carried: string | null;
  received_at: number;
}

/** The most characters a column may hold (docs/hints.md, docs/attributes.md), and the field that is kept there verbatim. */
const COLUMNS = [
  ["event_id", 200, "id"],
  ["event", 18, "event"],
  ["checkout_token", 200, "checkout"],
  ["order_id", 20, "order"],
  ["click_id", 1024, "ttclid"],
  ["ttp", 500, "ttp"],
  ["user_agent", 1000, "ua"],
] as const;

/** Holds when every column is within its bounds and says what one of `hints` said. */
export function assertRow(row: HintRow, hints: readonly Record<string, unknown>[], now: number): void {
  for (const [column, max, field] of COLUMNS) {
    const value = row[column];
    if (value === null) continue;
    assert.equal(typeof value, "string", `${column} is no text`);
    const { length } = Array.from(value);
    assert.ok(length <= max, `${column} has ${length} characters`);
    assert.ok(!/\p{Cc}/u.test(value), `${column} has a control character`);
    assert.ok(
      hints.some((hint) => hint[field] === value),
      `${column} is not what was sent`,
    );
  }
  assertPage(row.page);
  const seconds = hints.map(({ clicked }) => clicked);
  if (row.clicked_at !== null)
    assert.ok(seconds.includes(row.clicked_at / 1000), "clicked_at is not what was sent");
  if (row.carried !== null) assert.match(row.carried, /^\[("(cart|line)"(,"(cart|line)")?)?\]$/);
  assert.equal(row.received_at, now);
}

function assertPage(page: string | null): void {
  if (page === null) return;
  assert.ok(page.length <= 2048, `page has ${page.length} characters`);
  assert.match(page, /^https?:\/\/[^/?#@]+\/[^?#]*$/);
}
