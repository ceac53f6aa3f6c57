import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./ip-address.ts";

/** How addresses that a stranger chose are reached; tests bring their own. */
export interface PublicReach {
  resolve(host: string): Promise<LookupAddress[]>;
  /** Whether an address may be contacted. */
  isAllowed(address: string): boolean;
  /** Ports that may be contacted. */
  ports: ReadonlySet<string>;
}

/** The internet's public part, on the web's own ports. */
export const THE_INTERNET: PublicReach = {
  resolve: (host) => lookup(host, { all: true, order: "verbatim" }),
  isAllowed: isPublicAddress,
  ports: new Set(["80", "443"]),
};

/** Why an address is not contacted. */
export type LookupRefusal = "not_found_in_dns" | "address_not_public";

/** Resolves a URL's host once, refuses it if any of its addresses is not public or its port is not allowed, and answers every later look-up with what was checked. */
export async function pinnedLookup(
  url: URL,
  { resolve, isAllowed, ports }: PublicReach,
): Promise<LookupFunction | LookupRefusal> {
  if (!ports.has(url.port || (url.protocol === "https:" ? "443" : "80"))) return "address_not_public";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }];
  const [first] = addresses;
  if (first === undefined) return "not_found_in_dns";
  if (!addresses.every(({ address }) => isAllowed(address))) return "address_not_public";
  return (_host, options, callback) => {
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
}
