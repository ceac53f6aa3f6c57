import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Run } from "../../sandbox/once.ts";

const run = promisify(execFile);

test("a click becomes a purchase that TikTok counts, without a person", { timeout: 90_000 }, async () => {
  const { stdout } = await run("node", ["sandbox/main.ts", "--once", "--json"]);
  const result = JSON.parse(stdout) as Run;

  expect(result.error).toBeUndefined();
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(result.ok).toBe(true);
  expect(result.event).toMatchObject({ event: "Purchase", user: { ttclid: result.clickId } });
  expect(result.hops.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "page_opened",
      "consent_given",
      "attributes_written",
      "order_placed",
      "event_answered",
    ]),
  );
});
