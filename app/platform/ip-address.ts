import { BlockList, isIP } from "node:net";

/** Addresses that are nobody's on the public internet: IANA's special-purpose registries (RFC 6890 and its updates). */
const special = new BlockList();
const v4: [string, number][] = [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12],
  ["192.0.0.0", 24], ["192.0.2.0", 24], ["192.88.99.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15],
  ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4],
]; // prettier-ignore
const v6: [string, number][] = [["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]]; // prettier-ignore
for (const [network, prefix] of v4) special.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of v6) special.addSubnet(network, prefix, "ipv6");

/** The only part of IPv6 that is given out to the public. */
const allocated = new BlockList();
allocated.addSubnet("2000::", 3, "ipv6");

/** True for an IPv4 or IPv6 address that is routed on the public internet. An IPv4 address written as IPv6 is not one. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  if (family === 0 || address.includes("%")) return false;
  return allocated.check(address, "ipv6") && !special.check(address, "ipv6");
}
