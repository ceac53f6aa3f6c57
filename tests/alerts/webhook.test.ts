import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWebhookPost } from "../../app/alerts/webhook.server.ts";
import { isPublicAddress } from "../../app/platform/ip-address.ts";
import { answerOf } from "../attribution/landing-page-world.ts";
import { startReceiver, type Receiver } from "./alerts-world.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => {
  receiver.stop();
});

const message = { id: "one", body: "{}" };
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const post = (url: string, changes: Partial<Receiver["reach"]> = {}) =>
  createWebhookPost({ ...receiver.reach, ...changes })({ url, secret }, message, Date.now());
const arrived = () => receiver.received.length;

describe("a webhook's address", () => {
  it.each([
    ["this machine", ["127.0.0.1"]],
    ["a private network", ["10.0.0.5"]],
    ["the cloud's metadata", ["169.254.169.254"]],
    ["this machine in IPv6", ["::1"]],
    ["an IPv4 address written as IPv6", ["::ffff:127.0.0.1"]],
    ["one public and one private address", ["93.184.216.34", "127.0.0.1"]],
  ])("whose name leads to %s is not contacted", async (_, addresses) => {
    const before = arrived();
    const resolve = () => Promise.resolve(answerOf(addresses));
    const answer = await post(receiver.url, { resolve, isAllowed: isPublicAddress });
    expect(answer).toEqual({ kind: "failed", why: "address_not_public" });
    expect(arrived()).toBe(before);
  });

  it("is looked up once: a name that changes its mind after the check leads nowhere else", async () => {
    let lookups = 0;
    const resolve = () => {
      lookups++;
      return Promise.resolve(answerOf([lookups === 1 ? "127.0.0.1" : "127.0.0.2"]));
    };
    expect(await post(receiver.url, { resolve })).toEqual({ kind: "accepted", said: "HTTP 204" });
    expect(lookups).toBe(1);
  });

  it.each([
    ["http", () => receiver.url.replace("https:", "http:"), "address_not_public"],
    ["a port that is not https's", () => "https://localhost:22/", "address_not_public"],
  ])("of %s is not contacted", async (_, url, why) => {
    expect(await post(url())).toEqual({ kind: "failed", why });
  });

  it("whose name nobody knows says so", async () => {
    const resolve = () => Promise.reject(new Error("ENOTFOUND"));
    expect(await post(receiver.url, { resolve })).toEqual({ kind: "failed", why: "not_found_in_dns" });
  });

  it("with a certificate that nobody vouches for gets nothing", async () => {
    const { resolve, isAllowed, ports } = receiver.reach;
    const answer = await createWebhookPost({ resolve, isAllowed, ports })(
      { url: receiver.url, secret },
      message,
      Date.now(),
    );
    expect(answer).toEqual({ kind: "failed", why: "connection_failed" });
  });

  it("that leads on is not followed", async () => {
    receiver.statuses.push(307);
    const before = arrived();
    expect(await post(receiver.url)).toEqual({ kind: "refused", said: "HTTP 307", final: false });
    expect(arrived()).toBe(before + 1);
  });

  it("that wants no more of them is told no more", async () => {
    receiver.statuses.push(410);
    expect(await post(receiver.url)).toEqual({ kind: "refused", said: "HTTP 410", final: true });
  });

  it("whose name takes too long to look up is given up", async () => {
    const never = new Promise<never>(() => undefined);
    const answer = await post(receiver.url, { resolve: () => never, deadlineMs: 30 });
    expect(answer).toEqual({ kind: "failed", why: "too_slow" });
  });
});
