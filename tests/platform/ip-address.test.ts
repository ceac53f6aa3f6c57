import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../app/platform/ip-address.ts";

const PUBLIC = [
  "8.8.8.8",
  "24.48.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "100.63.255.255",
  "2a00:1450:4001::1",
  "2606:4700::1111",
];

const NOT_PUBLIC = [
  ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "172.31.255.255"],
  ...["192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"],
  ...["224.0.0.1", "240.0.0.1", "255.255.255.255"],
  ...[
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "::ffff:10.0.0.1",
    "64:ff9b::808:808",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002::1",
  ],
  ...["3fff::1", "4000::1", "fc00::1", "fd12::1", "fe80::1", "ff02::1"],
];

const NOT_AN_ADDRESS = ["", " 8.8.8.8", "8.8.8", "8.8.8.8:443", "2a00::1%eth0", "localhost", "1,2.3.4"];

describe("a public address", () => {
  it.each(PUBLIC)("%s is one", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(NOT_PUBLIC)("%s is not: it is nobody's on the public internet", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(NOT_AN_ADDRESS)("%j is not: it is no address", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
