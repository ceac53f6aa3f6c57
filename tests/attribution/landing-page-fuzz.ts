/** A fuzz of the landing-page check: it must contact nothing but public addresses, and come to an end whatever it meets. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import fc from "fast-check";
import { checkLandingPage, type LandingCheck } from "../../app/attribution/landing-page.server.ts";
import { isPublicAddress } from "../../app/platform/ip-address.ts";
import { fuzzOf, type Fuzz } from "../platform/fuzz-run.ts";
import { oddAnswers, plainV4, plainV6, reservedHosts, surroundings } from "./landing-page-addresses.ts";
import { answers, playAnswer, type Answer } from "./landing-page-answers.ts";
import { answerOf, CLICK, SHOP_ADDRESS, startMachine, type Machine } from "./landing-page-world.ts";

const MAX_HOPS = 10;
const REFUSALS = new Set(["address_not_public", "not_a_web_address", "not_found_in_dns"]);

/** A fuzz whose every round has a machine of its own: the ports of closed connections are not free again for a minute. */
function onMachine<T>(cases: fc.Arbitrary<T>, holds: (machine: Machine, one: T) => Promise<void>): Fuzz {
  return async (settings) => {
    const machine = await startMachine();
    try {
      return await fuzzOf(cases, (one) => holds(machine, one))(settings);
    } finally {
      machine.stop();
    }
  };
}

/** A server may answer what it likes, or its name server nothing: the check comes to an end. */
async function comesToAnEnd(machine: Machine, one: Answer): Promise<void> {
  machine.clear();
  machine.serve((socket) => {
    playAnswer(socket, one);
  });
  const world = machine.world(() =>
    one.silentName ? new Promise(() => undefined) : Promise.resolve(answerOf([SHOP_ADDRESS])),
  );
  const landing = `http://shop.example:${machine.shopPort}/`;
  assertSound(await checkLandingPage(landing, CLICK, { ...world, deadlineMs: 400 }));
  assert.equal(machine.traffic.trapped, 0, "the trap was reached");
}

interface ReservedUrl {
  host: string;
  around: (host: string, port: number) => string;
  /** By a redirect from the shop instead of directly. */
  redirected: boolean;
  /** What the name resolves to, where the host turns out to be a name. */
  resolved: string;
}

const reservedUrls: fc.Arbitrary<ReservedUrl> = fc.record({
  host: reservedHosts,
  around: surroundings,
  redirected: fc.boolean(),
  resolved: fc.oneof(plainV4, plainV6),
});

/** A URL that leads to a reserved address is refused before a request is made, pasted or redirected to. */
async function refusesUrl(machine: Machine, one: ReservedUrl): Promise<void> {
  machine.clear();
  const target = one.around(one.host, machine.trapPort);
  const origin = `http://landing.example:${machine.shopPort}/`;
  let served = 0;
  machine.serve((socket) => {
    if (served++ === 0) redirectTo(socket, target);
    else socket.end("HTTP/1.1 200 OK\r\n\r\n");
  });
  const world = machine.world((name) =>
    Promise.resolve(answerOf([name === "landing.example" ? SHOP_ADDRESS : one.resolved])),
  );
  const check = await checkLandingPage(one.redirected ? origin : target, CLICK, world);
  assertSound(check);
  assert.equal(machine.traffic.trapped, 0, "the trap was reached");
  assert.deepEqual(machine.traffic.allowed, [], "counts as public");
  // `http:host` without slashes is a path of the page that redirects.
  const back =
    one.redirected && URL.canParse(target, origin) && new URL(target, origin).href.startsWith(origin);
  assert.equal(machine.traffic.requests, Number(one.redirected) + Number(back), "a request too many");
  if (!back) assert.ok(check.verdict === "failed" && REFUSALS.has(check.failure), JSON.stringify(check));
}

/** Where one step leads, and what each look-up of its name answers. */
interface Step {
  name: string;
  /** One answer per look-up; the last one stays. */
  lookups: string[][];
}

const bad = fc.oneof(plainV4, plainV6, oddAnswers);
const good = fc.constant(SHOP_ADDRESS);
const lookup = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([SHOP_ADDRESS]) },
  { weight: 1, arbitrary: fc.constant<string[]>([SHOP_ADDRESS, SHOP_ADDRESS]) },
  { weight: 1, arbitrary: fc.constant<string[]>([]) },
  { weight: 2, arbitrary: fc.array(fc.oneof(good, bad), { minLength: 1, maxLength: 3 }) },
);
/** Few names, so that one is looked up again with another answer: rebinding. */
const journeys: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    name: fc.constantFrom("a.example", "b.example", "xn--80ak6aa92e.example", "localhost"),
    lookups: fc.array(lookup, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 13 },
);

/** Follows a chain of redirects exactly as far as every answer of every look-up is the shop's address, with one look-up a step. */
async function followsOnlyPublic(machine: Machine, steps: readonly Step[]): Promise<void> {
  machine.clear();
  const answersOf = new Map(steps.map(({ name, lookups }) => [name, lookups] as const));
  const asked = new Map<string, number>();
  const nth = (name: string, count: number) => {
    const all = answersOf.get(name) ?? [];
    return all[Math.min(count, all.length - 1)] ?? [];
  };
  const url = (at: number) => `http://${steps[at]?.name}:${machine.shopPort}/${at}`;
  let served = 0;
  machine.serve((socket) => {
    served++;
    if (served < steps.length) redirectTo(socket, url(served));
    else socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const world = machine.world((name) => {
    const count = asked.get(name) ?? 0;
    asked.set(name, count + 1);
    return Promise.resolve(answerOf(nth(name, count)));
  });
  const check = await checkLandingPage(url(0), CLICK, world);
  const expected = stepsToGo(steps, nth);
  assertSound(check);
  assert.equal(machine.traffic.trapped, 0, "the trap was reached");
  assert.deepEqual(machine.traffic.allowed, [], "counts as public");
  assert.equal(check.hops.length, expected, `went too far, or not far enough: ${JSON.stringify(check)}`);
  assert.equal(machine.traffic.requests, expected, "a request that is no hop");
  const looked = expected === steps.length || expected === MAX_HOPS ? expected : expected + 1;
  assert.equal(machine.traffic.lookups.length, looked, "a name was looked up more than once a step");
}

function stepsToGo(steps: readonly Step[], nth: (name: string, count: number) => string[]): number {
  const asked = new Map<string, number>();
  for (const [at, { name }] of steps.entries()) {
    const count = asked.get(name) ?? 0;
    asked.set(name, count + 1);
    const addresses = nth(name, count);
    if (addresses.length === 0 || addresses.some((address) => address !== SHOP_ADDRESS))
      return Math.min(at, MAX_HOPS);
  }
  return Math.min(steps.length, MAX_HOPS);
}

function redirectTo(socket: Socket, target: string): void {
  const location = Buffer.from(target.replace(/[\t\n]/g, ""), "utf8").toString("latin1");
  socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`, "latin1");
}

function assertSound(check: LandingCheck): void {
  assert.ok(["kept", "page_error", "dropped", "failed"].includes(check.verdict));
  assert.ok(check.hops.length <= MAX_HOPS, "too many hops");
  for (const { url, status } of check.hops) {
    assert.ok(url.length <= 500, "an address as long as somebody likes");
    assert.ok(Number.isInteger(status) && status >= 0 && status <= 999, `status ${status}`);
  }
}

/** Each property of the landing-page check by its name. */
export const landingFuzzes: Record<"addresses" | "urls" | "journeys" | "answers", Fuzz> = {
  addresses: fuzzOf(fc.oneof(plainV4, plainV6, oddAnswers), (address) => {
    assert.equal(isPublicAddress(address), false, "counts as public");
  }),
  urls: onMachine(reservedUrls, refusesUrl),
  journeys: onMachine(journeys, followsOnlyPublic),
  answers: onMachine(answers, comesToAnEnd),
};
