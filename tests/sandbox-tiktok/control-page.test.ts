import { describe, expect, test } from "vitest";
import { PIXEL, TOKEN, batch, purchase, send, start } from "./sender.ts";

describe("the control page", () => {
  test("says what is not as usual, in words, and escapes what somebody put in", async () => {
    const tiktok = await start();
    const page = async () => (await fetch(`${tiktok.url}/control`)).text();
    expect(await page()).toContain("TikTok works as usual.");
    tiktok.faults.next(2, { kind: "reset-after", taken: false });
    tiktok.faults.next(1, { kind: "throttle-pixel", pixel: "<script>", count: 2 });
    tiktok.revoke(TOKEN);
    tiktok.setClockAhead(49 * 3_600_000);
    tiktok.changeRules({
      refusedEvents: [{ eventId: `"><img>`, field: "event_id" }],
      latencyMs: 5,
      dropWindowMs: 600_000,
    });
    const said = await page();
    for (const line of [
      "Next 2 requests: Resets the connection once it has read the events; nothing counts.",
      "Throttles pixel &lt;script&gt; for its next 2 requests",
      `Pixel ${PIXEL}: the token was revoked.`,
      "TikTok&#39;s clock is 49 h ahead.",
      "Every batch with event &quot;&gt;&lt;img&gt; is refused.",
      "Every answer takes 5 ms.",
      "Copies are merged for 300000 ms and not counted for 600000 ms.",
    ])
      expect(said).toContain(line);
    expect(said).not.toMatch(/<img|<script>/);
  });

  test("offers only faults that can be ordered, each once and each in words of its own", async () => {
    const tiktok = await start();
    const said = await (await fetch(`${tiktok.url}/control`)).text();
    const offered = [...said.matchAll(/<option value="(\{[^"]*)">([^<]*)</g)].map(
      ([, fault = "", words = ""]) => ({
        fault: fault.replaceAll("&quot;", '"'),
        words,
      }),
    );
    expect(offered.length).toBeGreaterThan(60);
    expect(new Set(offered.map(({ fault }) => fault)).size).toBe(offered.length);
    expect(new Set(offered.map(({ words }) => words)).size).toBe(offered.length);
    for (const { fault } of offered) {
      const body = `{"do":"next","times":1,"fault":${fault}}`;
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(`${tiktok.url}/api/control`, { method: "POST", headers, body });
      expect([fault, response.status]).toEqual([fault, 200]);
    }
    expect(tiktok.faults.waiting).toBe(offered.length);
  });

  test("lets nothing from elsewhere run in it", async () => {
    const { url } = await start();
    const policy = (await fetch(`${url}/control`)).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    for (const path of ["/control.css", "/control.js"]) expect((await fetch(url + path)).status).toBe(200);
  });

  test("is named on the page of what was received, with what is not as usual and what counted twice", async () => {
    const tiktok = await start();
    const page = async () => (await fetch(tiktok.url)).text();
    expect(await page()).not.toMatch(/counted twice|class="notice"/);
    await send(tiktok, batch());
    tiktok.setClockAhead(49 * 3_600_000);
    await send(tiktok, batch([purchase()]));
    tiktok.faults.next(1, { kind: "hang" });
    const said = await page();
    expect(said).toContain('<a href="/control">');
    expect(said).toContain("Next request: Never answers; nothing counts.");
    expect(said).toMatch(/Purchases counted twice or more<\/dt><dd>1</);
  });
});
