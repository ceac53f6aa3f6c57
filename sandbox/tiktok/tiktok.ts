/** A double of TikTok's Events API 2.0 on this machine, as strict as what is known of the real one allows. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Journal } from "../journal.ts";
import type { PixelCredentials } from "./access.ts";
import { type AccountOptions, Accounts } from "./accounts.ts";
import { AccountServer } from "./account-server.ts";
import { requestId } from "./answers.ts";
import type { ComingFaults } from "./coming-faults.ts";
import { ControlServer } from "./control-server.ts";
import { type ControlState, Controls } from "./controls.ts";
import type { Tally } from "./dedup.ts";
import { Ledger } from "./dedup.ts";
import type { Fault } from "./faults.ts";
import { announceAnswer, announceArrival } from "./hops.ts";
import { play } from "./play.ts";
import type { ReceivedRequest } from "./received.ts";
import { glimpse, receivedEvents } from "./received.ts";
import { send, sendText } from "./replies.ts";
import { readBody, parseJson } from "./request-body.ts";
import type { RulesChange } from "./rules.ts";
import { PURCHASE_NAMES } from "./schema.ts";
import { Throughput } from "./throughput.ts";
import { type Call, judge } from "./track.ts";
import { PageServer } from "./page-server.ts";
import { unusual } from "./unusual.ts";

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
  /** What is not to be as usual. */
  rules?: RulesChange;
  /** The ad accounts that people allow an app to reach; without it there is no consent page. */
  accounts?: AccountOptions;
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
  faults: ComingFaults;
  /** Changes the rules that are named, from the next request on. */
  changeRules(change: RulesChange): void;
  /** Puts TikTok's clock so many milliseconds ahead. */
  setClockAhead(milliseconds: number): void;
  /** How every knob stands. */
  state(): ControlState;
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
  readonly #controls: Controls;
  readonly #ledger = new Ledger();
  readonly #throughput = new Throughput();
  readonly #received: ReceivedRequest[] = [];
  readonly #page: PageServer;
  readonly #control: ControlServer;
  readonly #accounts: AccountServer | undefined;

  constructor(options: TikTokOptions) {
    this.#options = options;
    const { pixels, now = Date.now, latencyMs = 0 } = options;
    this.#controls = new Controls({ pixels, now, rules: { latencyMs, ...options.rules } });
    const { accounts } = options;
    if (accounts !== undefined)
      this.#accounts = new AccountServer(new Accounts(accounts, this.#controls.access, now));
    this.#page = new PageServer(this.#received, () => ({
      ...{ purchases: this.#purchases(), unusual: unusual(this.#controls.state()) },
    }));
    this.#control = new ControlServer(this.#controls, this.#page.refresh.bind(this.#page));
  }

  controls(): Omit<TikTokDouble, "url" | "close"> {
    const controls = this.#controls;
    return {
      received: this.#received,
      purchases: this.#purchases.bind(this),
      faults: controls.faults,
      changeRules: controls.changeRules.bind(controls),
      setClockAhead: controls.setClockAhead.bind(controls),
      state: controls.state.bind(controls),
      setAccessToken: controls.access.setAccessToken.bind(controls.access),
      revoke: controls.access.revoke.bind(controls.access),
      expire: controls.access.expire.bind(controls.access),
    };
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST" && pathname === TRACK_PATH) return this.#track(request, response);
    if ((await this.#accounts?.serve(request, response)) === true) return;
    if (await this.#control.serve(pathname, request, response)) return;
    if (request.method === "GET" && this.#page.serve(pathname, request, response)) return;
    // Without the trailing slash, with another method or at another path it is the gateway that answers, not the API.
    request.resume();
    send({ kind: "html", status: 404 }, response);
  }

  #purchases(): Purchase[] {
    return this.#ledger.tallies().filter(isPurchase).map(withValue);
  }

  async #track(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = this.#controls.faults.arrive();
    if (arrival.kind === "unread") {
      const reply = { kind: "reset", unread: true } as const;
      this.#answer(this.#keep({ body: "", events: [], reply }), response);
      return;
    }
    const text = await readBody(request);
    // Guess: no limit is documented, and a gateway refuses in HTML.
    if (text === undefined) {
      send({ kind: "html", status: 413 }, response);
      return;
    }
    const received = this.#take(request, text, arrival.chance);
    const { latencyMs } = this.#controls.rules;
    if (latencyMs > 0) await wait(latencyMs);
    this.#answer(received, response);
  }

  #answer(received: ReceivedRequest, response: ServerResponse): void {
    send(received.reply, response);
    announceAnswer(this.#options.journal, received);
  }

  #take(request: IncomingMessage, text: string, chance: Fault | undefined): ReceivedRequest {
    const at = this.#controls.now();
    const body = parseJson(text);
    const { pixel, testEventCode, data } = glimpse(body);
    announceArrival(this.#options.journal, body ?? text);
    const id = requestId(at, this.#received.length + 1);
    const call: Call = { at, requestId: id, ...headersOf(request), body };
    const { access, rules, faults } = this.#controls;
    const desk = { access, rules, ledger: this.#ledger, throughput: this.#throughput };
    const played = play(faults.take(pixel) ?? chance, {
      ...{ requestId: id, size: data.length },
      judge: (leftOut) => judge(call, desk, leftOut),
    });
    const events = receivedEvents(data, played.fates);
    return this.#keep({ pixel, testEventCode, body: body ?? text, events, reply: played.reply });
  }

  #keep(request: Omit<ReceivedRequest, "sequence" | "at">): ReceivedRequest {
    const received = { sequence: this.#received.length + 1, at: this.#controls.now(), ...request };
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
