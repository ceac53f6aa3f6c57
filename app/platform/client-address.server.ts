import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/** The address a request came from, as far as it tells one visitor from another: IPv4 whole, of IPv6 the network. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads the client's address behind `proxies` trusted proxies, each of which appends the address it saw to `X-Forwarded-For`. With none the header
 * is anybody's claim, and the connection's own address counts; so it does for what is no address.
 */
export function createClientAddress(proxies: number): ClientAddress {
  return (request) => {
    const connection = visitorOf(request.socket.remoteAddress ?? "") ?? "unknown";
    if (proxies === 0) return connection;
    const forwarded = String(request.headers["x-forwarded-for"] ?? "").split(",");
    return visitorOf(forwarded.at(-proxies)?.trim() ?? "") ?? connection;
  };
}

/** Some proxies append the port as well. */
const WITH_PORT = /^(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15}))(?::\d{1,5})?$/i;
/** What a server that listens for both kinds sees of an IPv4 connection. */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

function visitorOf(written: string): string | undefined {
  const [, bracketed, plain] = WITH_PORT.exec(written) ?? [];
  const address = bracketed ?? plain ?? written;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return isIPv4(mapped) ? mapped : undefined;
  if (isIPv4(address)) return address;
  return isIPv6(address) && address.length <= 45 ? networkOf(address) : undefined;
}

/** The first 64 bits: whoever has an IPv6 connection has all addresses of such a network. */
function networkOf(address: string): string {
  const [before = "", after] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const [head, tail] = [before, after ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const gap = after === undefined ? 0 : Math.max(0, 8 - (head?.length ?? 0) - (tail?.length ?? 0));
  const groups = [...(head ?? []), ...Array<string>(gap).fill("0"), ...(tail ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
