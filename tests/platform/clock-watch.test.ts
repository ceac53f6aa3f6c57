import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { createClockWatch, timeTelling } from "../../app/platform/clock-watch.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { openTransport } from "../../app/tiktok/transport.server.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;

function watchAt(machine: { now: number }) {
  const logger = createLogger("silent");
  const [error, info] = [vi.spyOn(logger, "error"), vi.spyOn(logger, "info")];
  return { watch: createClockWatch(logger, () => machine.now), error, info };
}

it("a clock that differs is told once for each who tells the time, and once when it is right again", () => {
  const machine = { now: NOON + 2 * HOUR };
  const { watch, error, info } = watchAt(machine);
  for (let asked = 0; asked < 100; asked++) watch.heard("database", NOON);
  watch.heard("tiktok", NOON);
  expect(error.mock.calls.map(([fields]) => fields)).toEqual([
    { teller: "database", secondsAhead: 7200 },
    { teller: "tiktok", secondsAhead: 7200 },
  ]);
  machine.now = NOON;
  watch.heard("database", NOON);
  watch.heard("database", NOON);
  expect(info).toHaveBeenCalledOnce();
});

it.each([0, 9000, -9000])("%i ms are tolerated", (ahead) => {
  const { watch, error } = watchAt({ now: NOON + ahead });
  watch.heard("shopify", NOON);
  expect(error).not.toHaveBeenCalled();
});

it("a header that is no date tells nothing", () => {
  const { watch, error } = watchAt({ now: NOON });
  for (const header of [undefined, null, "", "yesterday", 7, ["x"]]) watch.heardHeader("tiktok", header);
  expect(error).not.toHaveBeenCalled();
});

it("the answers of Shopify and of TikTok tell the time", async () => {
  const server = createServer((_request, response) => {
    response.setHeader("Date", new Date(NOON).toUTCString()).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { watch, error } = watchAt({ now: NOON - HOUR });
  await timeTelling(fetch, watch, "shopify")(baseUrl);
  const onDate = (header: unknown) => {
    watch.heardHeader("tiktok", header);
  };
  const transport = openTransport({ baseUrl, deadlineMs: 5000, connections: 1, onDate });
  await transport.post({ path: "/", headers: {}, body: "{}" });
  await transport.close();
  expect(error.mock.calls.map(([fields]) => fields)).toEqual([
    { teller: "shopify", secondsAhead: -3600 },
    { teller: "tiktok", secondsAhead: -3600 },
  ]);
});
