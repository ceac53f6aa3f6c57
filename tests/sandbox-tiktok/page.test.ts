import { describe, expect, test } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { PIXEL, batch, post, properties, purchase, send, sha, start } from "./sender.ts";

const PAYLOAD = `"><script>alert('x')</script>&`;

async function pageOf(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe("the page", () => {
  test("says so when nothing has arrived", async () => {
    const { url } = await start();
    expect(await pageOf(url)).toContain("Nothing has arrived yet");
  });

  test("shows each event with its verdict, newest first", async () => {
    const tiktok = await start();
    await send(tiktok, batch());
    await send(tiktok, batch());
    await send(tiktok, batch([purchase({ event_id: "order_1002" })], { test_event_code: "TEST1" }));
    await send(tiktok, batch([purchase({ user: { email: "a@b.example" } })]));
    tiktok.faults.next(1, { kind: "http", status: 502 });
    await post(tiktok, batch());
    tiktok.faults.next(1, { kind: "empty" });
    await post(tiktok, batch([purchase({ event_id: "order_1003" })]));
    const page = await pageOf(tiktok.url);
    const verdicts = [...page.matchAll(/class="verdict [a-z]+">([^<]*)</g)].map((match) => match[1]);
    expect(verdicts).toEqual([
      ...["Counted, answer lost", "Not taken", "Refused 40062"],
      ...["Test, shown only", "Copy, merged", "Counted"],
    ]);
    for (const shown of [
      "order_1002",
      "E.C.P.aBc-_123",
      "USD\u00a054.00",
      PIXEL,
      "TikTok answered HTTP 502 in HTML",
    ]) {
      expect(page).toContain(shown);
    }
  });

  test("escapes whatever a sender puts into an event", async () => {
    const tiktok = await start();
    const changes = { event: PAYLOAD, event_id: PAYLOAD, user: { ttclid: PAYLOAD } };
    await send(tiktok, batch([purchase({ ...changes, properties: properties({ currency: PAYLOAD }) })]));
    await send(tiktok, batch(undefined, { event_source_id: PAYLOAD, [PAYLOAD]: PAYLOAD }));
    await send(tiktok, `${PAYLOAD}</pre>`);
    const page = await pageOf(tiktok.url);
    expect(page).toContain("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;");
    expect(page).not.toContain("<script>alert");
    expect(page.match(/<\/pre>/g)).toHaveLength(6);
  });

  test.each([
    ["a body that is not JSON", "not json"],
    ["no body", ""],
    ["an unknown shape", JSON.stringify({ data: [null, 7, { user: "x", properties: [] }] })],
  ])("can show %s", async (_case, body) => {
    const tiktok = await start();
    await send(tiktok, body);
    expect(await pageOf(tiktok.url)).toContain("Refused 4000");
  });

  test("lists the newest 200 and says how many are older", async () => {
    const tiktok = await start();
    const events = Array.from({ length: 203 }, (_, index) =>
      purchase({ event_id: `order_${index}`, user: {} }),
    );
    await send(tiktok, batch(events));
    const page = await pageOf(tiktok.url);
    expect(page.match(/<details /g)).toHaveLength(200);
    expect(page).toContain("3 older not shown");
  });

  test("lets nothing from elsewhere run in it", async () => {
    const { url } = await start();
    const policy = (await fetch(url)).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    for (const path of ["/page.css", "/page.js"]) expect((await fetch(url + path)).status).toBe(200);
  });

  test("is told when something arrives", async () => {
    const tiktok = await start();
    const stream = (await fetch(`${tiktok.url}/api/stream`)).body
      ?.pipeThrough(new TextDecoderStream())
      .getReader();
    expect(await stream?.read()).toEqual({ done: false, value: "data: 0\n\n" });
    await send(tiktok, batch());
    expect(await stream?.read()).toEqual({ done: false, value: "data: 1\n\n" });
    await stream?.cancel();
  });
});

describe("the list as JSON", () => {
  test("has every request, newest first", async () => {
    const tiktok = await start();
    await send(tiktok, batch());
    await send(tiktok, "{");
    const list: unknown = await (await fetch(`${tiktok.url}/api/received`)).json();
    expect(list).toMatchObject([
      { sequence: 2, body: "{", events: [], reply: { kind: "answer", answer: { code: 40000 } } },
      {
        sequence: 1,
        pixel: PIXEL,
        events: [
          { fate: "counted", name: "Purchase", eventId: "order_1001", ttclid: "E.C.P.aBc-_123", value: 54 },
        ],
      },
    ]);
  });

  test.each([
    ["http://localhost:4000", "http://localhost:4000"],
    ["http://127.0.0.1:4000", "http://127.0.0.1:4000"],
    ["https://evil.example", null],
    ["http://localhost.evil.example", null],
  ])("for a page of %s may be read as %s", async (origin, allowed) => {
    const { url } = await start();
    const response = await fetch(`${url}/api/received`, { headers: { Origin: origin } });
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
  });
});

describe("the journal", () => {
  test("gets a hop for the event and one for the answer", async () => {
    const journal = new Journal();
    const tiktok = await start({ journal });
    await send(tiktok, batch());
    expect(journal.hops).toMatchObject([
      { name: "event_received", summary: "TikTok received Purchase order_1001", detail: { body: batch() } },
      {
        name: "event_answered",
        summary: "TikTok answered code 0 OK",
        detail: { body: batch(), answer: { code: 0 }, counted: 1, fates: ["counted"] },
      },
    ]);
  });

  test.each([
    ["a batch", batch([purchase(), purchase()]), "TikTok received 2 events, first Purchase order_1001"],
    ["an event without id", batch([{ event: "Lead" }]), "TikTok received Lead"],
    ["nothing readable", "{", "TikTok received a request without events"],
  ])("describes %s", async (_case, body, summary) => {
    const journal = new Journal();
    await send(await start({ journal }), body);
    expect(journal.hops[0]?.summary).toBe(summary);
  });

  test("says when no whole answer went out", async () => {
    const journal = new Journal();
    const tiktok = await start({ journal });
    tiktok.faults.next(1, { kind: "reset-after" });
    await expect(post(tiktok, batch())).rejects.toThrow();
    tiktok.faults.next(1, { kind: "truncated" });
    await post(tiktok, batch());
    await send(tiktok, batch([purchase({ user: { email: sha("a").slice(1) } })]));
    expect(journal.hops.filter((hop) => hop.name === "event_answered")).toMatchObject([
      { summary: "TikTok reset the connection", detail: { counted: 1 } },
      { summary: "TikTok answered with half a body", detail: { counted: 0, fates: ["merged"] } },
      { summary: "TikTok answered code 40062 Invalid value for data[0].user.email: not a SHA-256 hash" },
    ]);
  });
});
