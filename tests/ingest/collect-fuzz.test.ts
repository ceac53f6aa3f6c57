import { afterEach, describe, expect, it } from "vitest";
import { readHint } from "../../app/attribution/hint.ts";
import type { HintBox } from "../../app/ingest/hint-box.server.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";
import { ALPHA, BETA } from "./collect-fuzz-body.ts";
import { bodyBytes } from "./collect-fuzz-bytes.ts";
import { startCollectFuzz, type CollectFuzz } from "./collect-fuzz.ts";

const ROUND = { seed: 20261122, runs: 400 };
let fuzz: CollectFuzz | undefined;
afterEach(async () => {
  await fuzz?.stop();
  fuzz = undefined;
});

/** A hint box that changes what it is given. */
const changing =
  (change: (arrival: Parameters<HintBox["commit"]>[0][number]) => typeof arrival) =>
  (real: HintBox): HintBox => ({ commit: (arrivals) => real.commit(arrivals.map(change)) });

describe("POST /collect, fuzzed", () => {
  it("answers, keeps and logs only what it promises, whatever is sent", async () => {
    fuzz = await startCollectFuzz(await newDatabaseUrl());
    expect((await fuzz.run(ROUND)).failure).toBeUndefined();
  });

  it.each<[string, (real: HintBox) => HintBox, string]>([
    [
      "a row of another shop",
      changing((one) => ({ ...one, shop: one.shop === ALPHA.domain ? BETA.domain : ALPHA.domain })),
      "that nobody with its token sent",
    ],
    [
      "a row with more than was sent",
      changing((one) => ({ ...one, hint: { ...one.hint, ttp: "x".repeat(501) } })),
      "ttp has 501 characters",
    ],
    [
      "an accepted hint that is not on the disk",
      () => ({ commit: (arrivals) => Promise.resolve(arrivals.map(() => true)) }),
      "kept",
    ],
    [
      "raw input in a log line, and a 5xx",
      () => ({
        commit: ([first]) => Promise.reject(new Error(`no room for ${first?.hint.eventId}`)),
      }),
      "answered 503",
    ],
  ])("would notice %s", async (_what, hintBox, message) => {
    fuzz = await startCollectFuzz(await newDatabaseUrl(), { hintBox });
    expect((await fuzz.run(ROUND)).failure).toContain(message);
  });
});

describe("what the fuzz found", () => {
  /** Reads a good hint in which one field says something else. */
  const withField = (key: string, value: string) => {
    const changes = [{ kind: "set" as const, key, json: JSON.stringify(value) }];
    return readHint(bodyBytes({ token: ALPHA.token, changes, shape: { kind: "object" } }).toString())?.hint;
  };

  it("a page that grows beyond its limit when it is written as a URL is dropped", () => {
    expect(withField("page", `https://shop.example/${"日".repeat(600)}`)).not.toHaveProperty("page");
    expect(withField("page", `https://shop.example/${"日".repeat(200)}`)).toHaveProperty("page");
  });

  it.each(["ttclid", "ttp", "ua"])(
    "half a character is not kept in %s: the database would change it",
    (key) => {
      const column = { ttclid: "clickId", ttp: "ttp", ua: "userAgent" }[key] ?? "";
      expect(withField(key, "x\ud83d")).not.toHaveProperty(column);
      expect(withField(key, "x\ud83d\ude00")).toHaveProperty(column);
    },
  );

  it.each(["id", "checkout", "token"])("half a character in %s is no hint", (key) => {
    expect(withField(key, "x\ud83d")).toBeUndefined();
  });
});
