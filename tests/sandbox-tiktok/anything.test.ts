import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import type { Json } from "./sender.ts";
import { batch, post, purchase, send, start } from "./sender.ts";

const runs = { numRuns: 150 };

/** Every field of a good event, nested ones by their dotted path. */
const fields = pathsOf(purchase(), []);

describe("whatever is posted", () => {
  test("is answered by the API, never by a defect of the double", async () => {
    const tiktok = await start();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        expect([40000, 40002, 40061]).toContain((await send(tiktok, JSON.stringify(body))).code);
      }),
      runs,
    );
    await expectPage(tiktok);
  });

  test("in any field of a good event, is taken or refused by its name", async () => {
    const tiktok = await start();
    const property = fc.asyncProperty(fc.constantFrom(...fields), fc.jsonValue(), async (path, value) => {
      const answer = await send(tiktok, batch([replace(purchase(), path, value)]));
      if (answer.code === 0) return;
      expect([40002, 40062]).toContain(answer.code);
      expect(answer.message).toContain(`Invalid value for data[0].${String(path[0])}`);
    });
    await fc.assert(property, runs);
    await expectPage(tiktok);
  });

  test("shows as HTTP 501 when the double itself fails", async () => {
    const tiktok = await start({
      now: () => {
        throw new Error("no clock");
      },
    });
    const response = await post(tiktok, batch());
    expect([response.status, await response.text()]).toEqual([
      501,
      "TikTok's double failed: Error: no clock",
    ]);
  });
});

async function expectPage(tiktok: TikTokDouble) {
  const response = await fetch(tiktok.url);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("</html>");
}

type Path = readonly string[];

function pathsOf(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

function replace(event: Json, path: Path, value: unknown): Json {
  const copy = structuredClone(event);
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Json;
  parent[path.at(-1) ?? ""] = value;
  return copy;
}
