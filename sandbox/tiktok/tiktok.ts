/** A double of TikTok's Events API 2.0 on this machine, as strict as what is known of the real one allows. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Journal } from "../journal.ts";
import type { PixelCredentials } from "./access.ts";
import { Access } from "./access.ts";
import { requestId } from "./answers.ts";
import type { Tally } from "./dedup.ts";
import { Ledger } from "./dedup.ts";
import { Faults, play } from "./faults.ts";
import { announceAnswer, announceArrival } from "./hops.ts";
import type { ReceivedRequest } from "./received.ts";
import { glimpse, receivedEvents } from "./received.ts";
import { send, sendText } from "./replies.ts";
import { readBody, parseJson } from "./request-body.ts";
import { PURCHASE_NAMES } from "./schema.ts";
import { judge } from "./track.ts";
import { PageServer } from "./page-server.ts";

const TRACK_PATH = "/open_api/v1.3/event/track/";

/** How the double is started. */
export interface TikTokOptions {
  /** 0 picks a free one. */
  port: number;
  pixels: readonly PixelCredentials[];
  /** Milliseconds since the epoch. */
  now?: () => number;
  journal?: Journal;
  /** How long every answer takes, in milliseconds. */
  latencyMs?: number;
}

/** A purchase as TikTok's reports would show it. */
export interface Purchase extends Tally {
  value: number | undefined;
  currency: string | undefined;
}

/** The running double. */
export interface TikTokDouble {
  /** Origin, without a trailing slash. */
  url: string;
  /** Stops listening and cuts every open connection. */
  close(): Promise<void>;
  /** Every request to the track endpoint, oldest first. */
  received: readonly ReceivedRequest[];
  /** What TikTok would count as purchases, once per pixel, name and event id. */
  purchases(): Purchase[];
  faults: Faults;
  /** Makes `token` the pixel's only token; creates the pixel if it is new. */
  setAccessToken(pixel: string, token: string): void;
  /** From now on the token is answered 40105. */
  revoke(token: string): void;
  /** From now on the token is answered 40102. */
  expire(token: string): void;
}

/** Starts the double on 127.0.0.1; rejects when the port is taken. */
export async function startTikTok(options: TikTokOptions): Promise<TikTokDouble> {
  const tiktok = new TikTok(options);
  const server = createServer((request, response) => {
    tiktok.serve(request, response).catch((error: unknown) => {
      confess(error, response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("TikTok's double has no port.");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}`, close, ...tiktok.controls() };
}

// A defect of the double must not pass for one of TikTok's faults. A sender that left hears nothing.
function confess(error: unknown, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return;
  sendText(response, 501, "text/plain; charset=utf-8", `TikTok's double failed: ${String(error)}`);
}

class TikTok {
  readonly #options: TikTokOptions;
  readonly #now: () => number;
  readonly #access: Access;
  readonly #ledger = new Ledger();
  readonly #faults = new Faults();
  readonly #received: ReceivedRequest[] = [];
  readonly #page = new PageServer(this.#received);

  constructor(options: TikTokOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#access = new Access(options.pixels);
  }

  controls(): Omit<TikTokDouble, "url" | "close"> {
    return {
      received: this.#received,
      purchases: () => this.#ledger.tallies().filter(isPurchase).map(withValue),
      faults: this.#faults,
      setAccessToken: this.#access.setAccessToken.bind(this.#access),
      revoke: this.#access.revoke.bind(this.#access),
      expire: this.#access.expire.bind(this.#access),
    };
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST" && pathname === TRACK_PATH) return this.#track(request, response);
    if (request.method === "GET" && this.#page.serve(pathname, request, response)) return;
    // Without the trailing slash, with another method or at another path it is the gateway that answers, not the API.
    request.resume();
    send({ kind: "html", status: 404 }, response);
  }

  async #track(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    // Guess: no limit is documented, and a gateway refuses in HTML.
    if (text === undefined) {
      send({ kind: "html", status: 413 }, response);
      return;
    }
    const received = this.#take(request, text);
    if (this.#options.latencyMs !== undefined) await wait(this.#options.latencyMs);
    send(received.reply, response);
    announceAnswer(this.#options.journal, received);
  }

  #take(request: IncomingMessage, text: string): ReceivedRequest {
    const at = this.#now();
    const sequence = this.#received.length + 1;
    const body = parseJson(text);
    const { pixel, testEventCode, data } = glimpse(body);
    announceArrival(this.#options.journal, body ?? text);
    const call = { at, requestId: requestId(at, sequence), ...headersOf(request), body };
    const played = play(this.#faults.take(pixel), call.requestId, () =>
      judge(call, this.#access, this.#ledger),
    );
    const events = receivedEvents(data, played.fates);
    const received = { sequence, at, pixel, testEventCode, body: body ?? text, events, reply: played.reply };
    this.#received.push(received);
    this.#page.refresh();
    return received;
  }
}

function headersOf(request: IncomingMessage): {
  accessToken: string | undefined;
  contentType: string | undefined;
} {
  const token = request.headers["access-token"];
  return {
    accessToken: typeof token === "string" ? token : undefined,
    contentType: request.headers["content-type"],
  };
}

function isPurchase(tally: Tally): boolean {
  return PURCHASE_NAMES.includes(tally.name);
}

function withValue(tally: Tally): Purchase {
  return { ...tally, value: tally.event.properties?.value, currency: tally.event.properties?.currency };
}
