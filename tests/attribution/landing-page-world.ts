/** A machine with one shop on it that counts as public, and a trap on every other address of it that must never be reached. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { LookupAddress } from "node:dns";
import net, { type AddressInfo, type Server, type Socket } from "node:net";
import { isPublicAddress } from "../../app/platform/ip-address.ts";
import type { LandingWorld } from "../../app/attribution/landing-page.server.ts";

/** The one loopback address that counts as public. */
export const SHOP_ADDRESS = "127.9.9.9";
export const CLICK = "E.C.P.landing-fuzz";

/** What came of one check. */
export interface Traffic {
  /** Requests that were made of Node's HTTP client, whether or not they got anywhere. */
  requests: number;
  /** Connections to any address of this machine but the shop's. */
  trapped: number;
  /** Names in the order they were looked up. */
  lookups: string[];
  /** Addresses that the app's own rule let through. */
  allowed: string[];
}

export interface Machine {
  shopPort: number;
  trapPort: number;
  traffic: Traffic;
  /** What the shop does with the next connections. */
  serve(answer: (socket: Socket) => void): void;
  /** The outside as the landing-page check sees it. Nothing but the shop is ever let out. */
  world(resolve: LandingWorld["resolve"], mayConnect?: (address: string) => boolean): LandingWorld;
  /** Forgets what was seen. */
  clear(): void;
  stop(): void;
}

/** Starts the shop and the trap. Every address that is not the shop's is judged by the app's own rule. */
export async function startMachine(): Promise<Machine> {
  const traffic: Traffic = { requests: 0, trapped: 0, lookups: [], allowed: [] };
  const open = new Set<Socket>();
  let answer: (socket: Socket) => void = (socket) => socket.destroy();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => undefined).once("close", () => open.delete(socket));
  };
  const shop = net.createServer((socket) => {
    keep(socket);
    answer(socket);
  });
  const trap = net.createServer((socket) => {
    traffic.trapped++;
    socket.destroy();
  });
  const shopPort = await listen(shop, SHOP_ADDRESS);
  // Both families, all addresses: loopback, 0.0.0.0, ::1, ::ffff:127.0.0.1.
  const trapPort = await listen(trap, "::");
  const onRequest = () => {
    traffic.requests++;
  };
  subscribe("http.client.request.created", onRequest);

  function judge(address: string): boolean {
    if (address === SHOP_ADDRESS) return true;
    if (isPublicAddress(address)) traffic.allowed.push(address);
    return false;
  }

  return {
    ...{ shopPort, trapPort, traffic },
    serve(next) {
      answer = next;
    },
    world: (resolve, mayConnect = judge) => ({
      resolve(host) {
        traffic.lookups.push(host);
        return resolve(host);
      },
      isAllowed: mayConnect,
      ports: new Set([String(shopPort), String(trapPort), "80", "443"]),
      // Slowness of this machine is not what is looked for.
      deadlineMs: 60_000,
    }),
    clear() {
      Object.assign(traffic, { requests: 0, trapped: 0, lookups: [], allowed: [] });
    },
    stop() {
      unsubscribe("http.client.request.created", onRequest);
      for (const socket of open) socket.destroy();
      shop.close();
      trap.close();
    },
  };
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** A resolver's answer, as `dns.lookup` gives it. */
export const answerOf = (addresses: readonly string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
