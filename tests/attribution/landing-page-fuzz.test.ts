import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLandingPage } from "../../app/attribution/landing-page.server.ts";
import { landingFuzzes } from "./landing-page-fuzz.ts";
import { answerOf, CLICK, SHOP_ADDRESS, startMachine, type Machine } from "./landing-page-world.ts";

describe("the landing-page check, fuzzed", () => {
  it.each([
    ["addresses", "takes no reserved address for a public one", 5000],
    ["urls", "refuses every way to write a reserved address, pasted or redirected to", 500],
    ["journeys", "follows redirects only as far as every look-up says that the address is public", 300],
    ["answers", "comes to an end, whatever a server answers", 300],
  ] as const)("%s: %s", async (name, _what, runs) => {
    expect((await landingFuzzes[name]({ seed: 20261122, runs })).failure).toBeUndefined();
  });
});

describe("what the fuzz found", () => {
  let machine: Machine;
  beforeEach(async () => {
    machine = await startMachine();
    return () => {
      machine.stop();
    };
  });
  const shop = () => Promise.resolve(answerOf([SHOP_ADDRESS]));
  const landing = () => `http://shop.example:${machine.shopPort}/`;

  it("a server that changes the protocol is a failed connection, and not waited for", async () => {
    machine.serve((socket: Socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    });
    expect(await checkLandingPage(landing(), CLICK, machine.world(shop))).toMatchObject({
      verdict: "failed",
      failure: "connection_failed",
    });
  });

  it("a name server that never answers is too slow", async () => {
    const silent = { ...machine.world(() => new Promise(() => undefined)), deadlineMs: 100 };
    expect(await checkLandingPage(landing(), CLICK, silent)).toMatchObject({
      verdict: "failed",
      failure: "too_slow",
    });
  });
});

describe("the trap", () => {
  let machine: Machine;
  beforeEach(async () => {
    machine = await startMachine();
  });
  afterEach(() => {
    machine.stop();
  });

  it.each(["127.0.0.1", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "localhost"])(
    "sees a check that lets everything through to %s",
    async (host) => {
      const careless = machine.world(
        () => Promise.resolve(answerOf(["127.0.0.1"])),
        () => true,
      );
      await checkLandingPage(`http://${host}:${machine.trapPort}/`, CLICK, careless);
      expect(machine.traffic).toMatchObject({ trapped: 1, requests: 1 });
    },
  );
});
