/** Many processes, lost answers, merchants who open the app: a refresh token is used once, and nobody ends with a dead token. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { TokenUnavailable } from "../../app/shops/admin-tokens.server.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";
import { adminShops, HOUR, MINUTE, newProcess, type AdminShops, type Replaced } from "./admin-shops.ts";

const RUNS = ON_POSTGRESQL ? 8 : 20;

interface Round {
  /** Minutes that pass before. */
  minutes: number;
  /** Which process wants a token, each for itself at the same time. */
  wanted: number[];
  /** Which process a merchant opens the app in, meanwhile. */
  opened: number[];
  /** How many answers of the token endpoint are lost on their way. */
  lost: number;
  /** Turns of the event loop that each request and each answer takes. */
  delays: number[];
}

const whichProcess = fc.nat({ max: 2 });
const round: fc.Arbitrary<Round> = fc.record({
  minutes: fc.oneof(fc.nat({ max: 70 }), fc.constant(61)),
  wanted: fc.array(whichProcess, { minLength: 1, maxLength: 6 }),
  opened: fc.array(whichProcess, { maxLength: 2 }),
  lost: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  delays: fc.array(fc.nat({ max: 60 }), { minLength: 4, maxLength: 8 }),
});

let world: AdminShops;
let serial = 0;
// Databases are of one test; a shop of its own is enough for a run.
const inNewWorld = async <T>(work: () => Promise<T>): Promise<T> => {
  world = await adminShops();
  return work();
};

/** Plays the rounds in a shop of its own; says what went wrong. */
async function play(rounds: readonly Round[], replaced: Replaced = {}): Promise<string[]> {
  const domain = `race-${serial++}.myshopify.com`;
  const shop = await world.open(domain);
  shop.state.tokens.forgivesLostRefreshes = true;
  const processes = [
    newProcess(world, replaced),
    newProcess(world, replaced),
    newProcess(world, replaced),
  ] as const;
  const wrong: string[] = [];
  for (const { minutes, wanted, opened, lost, delays } of rounds) {
    await world.time.advance(minutes * MINUTE);
    weather(delays, lost);
    world.asked.length = 0;
    const isAlive = (token: string) => shop.state.tokens.grantOf(token) !== undefined;
    const given = wanted.map(async (index) => {
      const token = await tokenFor(processes[index as 0], domain);
      // A lost renewal may have ended the token that was still good: whoever uses it hears so, and asks for another.
      const isSuspect = lost > 0 && token !== "later" && !isAlive(token);
      return isSuspect ? tokenFor(processes[index as 0], domain, new Secret(token)) : token;
    });
    const openings = opened.map(async (index) => {
      const { tokens, inTurn } = processes[index as 0];
      if (!(await tokens.isFresh(domain)))
        await inTurn(domain, async () => {
          if (await tokens.isFresh(domain)) return;
          await ticks(delays[0] ?? 0);
          await world.exchange(shop);
        });
    });
    const tokens = await Promise.all(given);
    await Promise.all(openings);
    if (!tokens.every((token) => token === "later" || isAlive(token)))
      wrong.push("a dead token was handed out");
    const statuses = world.asked.map(({ status }) => status);
    if (statuses.includes(400)) wrong.push("a dead refresh token was used");
    if (statuses.filter((status) => status === 200).length > 1) wrong.push("a token was renewed twice");
  }
  // Whatever happened, the shop is still reached an hour later.
  weather([0], 0);
  await world.time.advance(HOUR);
  const last = await tokenFor(processes[0], domain);
  if (shop.state.tokens.grantOf(last) === undefined) wrong.push("the shop is lost");
  return wrong;
}

async function tokenFor(
  { tokens }: ReturnType<typeof newProcess>,
  domain: string,
  refused?: Secret,
): Promise<string> {
  try {
    const given = refused === undefined ? tokens.tokenOf(domain) : tokens.afterRefusal(domain, refused);
    return (await given)?.reveal() ?? "none";
  } catch (error) {
    if (error instanceof TokenUnavailable) return "later";
    throw error;
  }
}

function weather(delays: readonly number[], lost: number): void {
  let turn = 0;
  let left = lost;
  const pass = () => ticks(delays[turn++ % delays.length] ?? 0);
  world.network.before = pass;
  world.network.after = async (response) => {
    await pass();
    if (left-- > 0) throw new TypeError("fetch failed");
    return response;
  };
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await new Promise((resolve) => setImmediate(resolve));
}

describe("tokens under a race", () => {
  it("are renewed by one of many processes, and nobody ends with a dead one", async () => {
    await inNewWorld(() =>
      fc.assert(
        fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
          expect(await play(rounds)).toEqual([]);
        }),
        { numRuns: RUNS },
      ),
    );
  });

  it("are lost without turns: the same rounds find it out", async () => {
    await inNewWorld(async () => {
      const many = {
        minutes: 61,
        wanted: [0, 1, 2, 0, 1, 2],
        opened: [1, 2],
        lost: 0,
        delays: [3, 40, 9, 21],
      };
      expect(await play([many, many, many], { inTurn: (_, work) => work() })).not.toEqual([]);
    });
  });
});
