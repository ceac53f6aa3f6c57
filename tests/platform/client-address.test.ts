import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createClientAddress } from "../../app/platform/client-address.server.ts";

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as unknown as IncomingMessage;

describe("a visitor's address", () => {
  it("is the connection's where no proxy is trusted, whatever the header says", () => {
    const addressOf = createClientAddress(0);
    expect(addressOf(request("198.51.100.7", "203.0.113.1"))).toBe("198.51.100.7");
    expect(addressOf(request(undefined))).toBe("unknown");
  });

  it("is what the trusted proxies saw, and never what the visitor put in front of it", () => {
    const forwarded = "192.0.2.66, 203.0.113.1, 198.51.100.2";
    expect(createClientAddress(1)(request("10.0.0.1", forwarded))).toBe("198.51.100.2");
    expect(createClientAddress(2)(request("10.0.0.1", forwarded))).toBe("203.0.113.1");
  });

  it.each([
    ["203.0.113.1:4711", "203.0.113.1"],
    ["::ffff:203.0.113.1", "203.0.113.1"],
    ["[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::7", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s counts as %s", (written, visitor) => {
    expect(createClientAddress(1)(request("10.0.0.1", written))).toBe(visitor);
  });

  it.each([
    "",
    "unknown",
    "_hidden",
    "999.1.1.1",
    "x".repeat(5000),
    "1.2.3.4.5",
    "::ffff:999.1.1.1",
    "<script>",
  ])("is the proxy's own where what it appended is none", (written) => {
    expect(createClientAddress(1)(request("10.0.0.1", written))).toBe("10.0.0.1");
  });
});
