import { expect, it } from "vitest";
import { createHeart, createHeartbeats } from "../../app/observability/heartbeats.server.ts";
import { HOUR, SECOND } from "../../app/platform/clock.ts";
import { newDatabase, select } from "../platform/temporary-database.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

async function newWorld() {
  const database = await newDatabase();
  const clock = { now: NOW };
  const now = () => clock.now;
  const heartbeats = createHeartbeats(database.ledger, now);
  return { database, clock, heartbeats, newHeart: () => createHeart(heartbeats, now) };
}
const goesOn = () => false;

it("nobody was heard of before a worker has gone round", async () => {
  const { heartbeats, newHeart } = await newWorld();
  const heart = newHeart();
  await heart.chore.run(goesOn);
  expect(await heartbeats.heard()).toEqual({ seenAt: null, alive: 0 });
  expect(heart.beatAt()).toBeUndefined();
});

it("a worker is heard of while its loop goes round, and falls silent when the loop hangs", async () => {
  const { clock, heartbeats, newHeart } = await newWorld();
  const heart = newHeart();
  heart.round();
  expect(await heart.chore.run(goesOn)).toBe(NOW + 5 * SECOND);
  expect(await heartbeats.heard()).toEqual({ seenAt: NOW, alive: 1 });
  clock.now += 31 * SECOND;
  await heart.chore.run(goesOn);
  expect(await heartbeats.heard()).toEqual({ seenAt: NOW, alive: 0 });
  heart.round();
  await heart.chore.run(goesOn);
  expect(await heartbeats.heard()).toEqual({ seenAt: clock.now, alive: 1 });
  expect(heart.beatAt()).toBe(clock.now);
});

it("each worker has a row of its own, and those that ended are forgotten after an hour", async () => {
  const { database, clock, heartbeats, newHeart } = await newWorld();
  const [one, other] = [newHeart(), newHeart()];
  for (const heart of [one, other]) {
    heart.round();
    await heart.chore.run(goesOn);
  }
  expect((await heartbeats.heard()).alive).toBe(2);
  clock.now += HOUR + 1;
  one.round();
  await one.chore.run(goesOn);
  expect(await select(database, `SELECT seen_at AS "seenAt" FROM heartbeat`)).toEqual([
    { seenAt: clock.now },
  ]);
});
