import type { IncomingMessage } from "node:http";

/** The address a request came from. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads the client's address behind `proxies` trusted proxies, each of which appends the address it saw to `X-Forwarded-For`. With none the header
 * is anybody's claim, and the connection's own address counts.
 */
export function createClientAddress(proxies: number): ClientAddress {
  return (request) => {
    const connection = request.socket.remoteAddress ?? "unknown";
    if (proxies === 0) return connection;
    const forwarded = String(request.headers["x-forwarded-for"] ?? "").split(",");
    return forwarded.at(-proxies)?.trim() || connection;
  };
}
