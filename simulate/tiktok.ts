/** TikTok's double without a socket: it judges and counts as it does behind one, and has bad hours. */
import { Access } from "../sandbox/tiktok/access.ts";
import { Ledger, type Tally } from "../sandbox/tiktok/dedup.ts";
import { USUAL_RULES } from "../sandbox/tiktok/rules.ts";
import { Throughput } from "../sandbox/tiktok/throughput.ts";
import { judge } from "../sandbox/tiktok/track.ts";
import type { Message, Transport } from "../app/tiktok/transport.server.ts";
import type { Exchange } from "../app/tiktok/verdict.ts";
import type { Stillness } from "./timers.ts";

/** What the simulation does to TikTok, and sees of it. */
export interface SimulatedTikTok {
  transport: Transport;
  access: Access;
  /** While true most requests fail, in ways of which some leave their fate unknown. */
  isOut: boolean;
  requests: number;
  tallies(): Tally[];
}

export function simulateTikTok(
  now: () => number,
  random: () => number,
  stillness: Stillness,
): SimulatedTikTok {
  const access = new Access([]);
  const ledger = new Ledger();
  const desk = { access, ledger, throughput: new Throughput(), rules: USUAL_RULES };

  function take({ headers, body }: Message): Exchange {
    const call = {
      ...{ at: now(), requestId: `simulated-${tiktok.requests}`, accessToken: headers["Access-Token"] },
      ...{ contentType: headers["Content-Type"], body: JSON.parse(body) as unknown },
    };
    return { kind: "answered", status: 200, body: JSON.stringify(judge(call, desk).answer) };
  }

  function fail(message: Message): Exchange {
    const luck = random();
    if (luck < 0.4) return { kind: "unreachable", error: "ECONNREFUSED" };
    if (luck < 0.7) return { kind: "answered", status: 502, body: "<html>Bad Gateway</html>" };
    // Read or not: the sender never hears of it.
    if (luck < 0.8) take(message);
    return { kind: "interrupted", error: "ECONNRESET" };
  }

  const tiktok: SimulatedTikTok = {
    ...{ access, isOut: false, requests: 0, tallies: () => ledger.tallies() },
    transport: {
      post(message) {
        stillness.stir();
        tiktok.requests += 1;
        return Promise.resolve(tiktok.isOut ? fail(message) : take(message));
      },
      close: () => Promise.resolve(),
    },
  };
  return tiktok;
}
