import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SendersView } from "../../app/ui/senders/senders-view.ts";
import { change } from "../platform/temporary-database.ts";
import { pastedScript } from "../shops/storefront-pages.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let site: Server;
let world: AppWorld;
let page = "";

beforeAll(async () => {
  site = createServer((_, response) => {
    response.end(page);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  world = await startAppWorld({
    landing: {
      resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
      isAllowed: (address) => address === "127.0.0.1",
      ports: new Set([String(port)]),
    },
  });
  await world.ask(ROUTES.home);
  await change(world.app.database, "UPDATE shop SET url = @url WHERE domain = @shop", {
    ...{ shop: SHOP, url: `http://northpine.example:${port}` },
  });
  await world.submit({ intent: "save", pixel: "", pixelCode: PIXEL, token: TOKEN });
});
afterAll(async () => {
  await world.close();
  site.close();
});

const read = async () => (await (await world.ask(ROUTES.senders)).json()) as SendersView;
const post = async (fields: Record<string, string>) =>
  (await (await world.post(ROUTES.senders, fields)).json()) as { kind: string };

describe("the page of other senders", () => {
  it("goes from not known to clear, and back when a script with our pixel turns up; a waiting backfill goes on", async () => {
    expect(await read()).toMatchObject({ verdict: "open", tone: "info" });
    world.app.chores.wake();
    const backfill = () => world.app.backfills.latest(SHOP, 1).then(([latest]) => latest);
    await eventually(async () => ((await backfill())?.reason === "other_sender" ? true : undefined));
    expect(await backfill()).toMatchObject({ source: "install", state: "queued" });

    expect(await post({ intent: "answer", answer: "" })).toMatchObject({ kind: "invalid" });
    expect(await post({ intent: "answer", answer: "no_app" })).toMatchObject({ kind: "saved" });
    expect(await read()).toMatchObject({ verdict: "open", answer: "no_app" });
    expect(await post({ intent: "scan" })).toMatchObject({ kind: "saved" });
    expect(await read()).toMatchObject({ verdict: "clear", tone: "success", answer: "no_app" });
    await eventually(async () => ((await backfill())?.state === "queued" ? undefined : true));

    page = pastedScript(PIXEL);
    expect(await post({ intent: "scan" })).toMatchObject({ kind: "saved" });
    const found = await read();
    expect(found).toMatchObject({ verdict: "possible", ways: { eventName: "Purchase" } });
    expect(found.scan?.found).toMatchObject([{ pixel: `Pixel ${PIXEL}`, badge: { tone: "critical" } }]);
    expect(await post({ intent: "answer", answer: "same_id" })).toMatchObject({ kind: "saved" });
    expect(await read()).toMatchObject({ verdict: "clear" });
  });

  it("takes no other action", async () => {
    expect((await world.post(ROUTES.senders, { intent: "nothing" })).status).toBe(400);
  });
});
