import { errors, Pool, type Dispatcher } from "undici";
import type { Exchange } from "./verdict.ts";

/** A JSON text for one of TikTok's paths. */
export interface Message {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Posts a message, once. Never throws: every failure is an exchange that says whether TikTok can have seen the message. */
export type Post = (message: Message) => Promise<Exchange>;

/** The way to TikTok's servers. */
export interface Transport {
  post: Post;
  /** Takes nothing more, waits for what is under way, and closes the connections. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** e.g. `https://business-api.tiktok.com`, without a trailing slash. */
  baseUrl: string;
  /** Milliseconds from the call to the last byte of the answer: waiting for a connection, name, TCP, TLS, headers and body. */
  deadlineMs: number;
  /** Connections at the same time. A message beyond them waits, and its deadline runs. */
  connections: number;
  /** Hears the `Date` header of each answer. */
  onDate?(header: unknown): void;
}

/** TikTok's answers are a few hundred bytes; more than this is not one. */
const ANSWER_MAX_BYTES = 64 * 1024;

/** How long an idle connection is kept. The shorter, the rarer a message meets a connection that the other side has just closed. */
const IDLE_MS = 4000;

/** Opens the way to TikTok: connections are kept alive between messages. */
export function openTransport(options: TransportOptions): Transport {
  const { baseUrl, deadlineMs, connections } = options;
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connections,
    connectTimeout: deadlineMs,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    // The deadline covers them, and other than these it also ends an answer that trickles.
    ...{ headersTimeout: 0, bodyTimeout: 0 },
    // With HTTP/1.1 one message has one connection: when it breaks, no other message's fate is in doubt.
    allowH2: false,
  });
  const underWay = new Set<Promise<Exchange>>();
  let closed: Promise<void> | undefined;

  function send({ path, headers, body }: Message): Promise<Exchange> {
    const { handler, exchange, giveUp } = listen(options);
    const deadline = setTimeout(giveUp, deadlineMs);
    const request = { method: "POST", path: pathname.replace(/\/$/, "") + path, headers, body } as const;
    pool.dispatch(request, handler);
    return exchange.finally(() => {
      clearTimeout(deadline);
    });
  }

  return {
    async post(message) {
      if (closed !== undefined) return { kind: "unreachable", error: "the app is stopping" };
      const exchange = send(message);
      underWay.add(exchange);
      try {
        return await exchange;
      } finally {
        underWay.delete(exchange);
      }
    },
    close: () => (closed ??= Promise.all(underWay).then(() => pool.destroy())),
  };
}

/** Gathers what undici tells of one request into its exchange. */
function listen({ onDate }: Pick<TransportOptions, "onDate">) {
  const { promise: exchange, resolve } = Promise.withResolvers<Exchange>();
  let over = false;
  /** There as soon as a byte of the message may have left. */
  let controller: Dispatcher.DispatchController | undefined;
  let head = { status: 0, retryAfter: undefined as string | undefined };
  const chunks: Buffer[] = [];
  let size = 0;

  function end(result: Exchange): void {
    over = true;
    resolve(result);
  }

  function fail(error: string): void {
    end({ kind: controller === undefined ? "unreachable" : "interrupted", error });
    // The connection goes with it: a late answer must not be taken for the next message's.
    controller?.abort(new Error(error));
  }

  const handler: Dispatcher.DispatchHandler = {
    // Before the first byte is written.
    onRequestStart(given) {
      if (over) given.abort(new Error("given up before it was sent"));
      else controller = given;
    },
    onResponseStart(_controller, status, headers) {
      onDate?.(headers["date"]);
      head = { status, retryAfter: [headers["retry-after"]].flat()[0] };
    },
    onResponseData(_controller, chunk) {
      size += chunk.byteLength;
      if (size > ANSWER_MAX_BYTES) fail("answer too large");
      else chunks.push(chunk);
    },
    onResponseEnd() {
      end({ kind: "answered", ...head, body: Buffer.concat(chunks).toString("utf8") });
    },
    onResponseError(_controller, error) {
      if (!over) fail(nameOf(error));
    },
  };
  const giveUp = () => {
    fail(controller === undefined ? "no connection in time" : "no answer in time");
  };
  return { handler, exchange, giveUp };
}

/** Plain words where undici has none of its own; the system's codes are known to whoever reads them. */
const NAMES: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: "connection closed before the answer ended",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "answer shorter or longer than announced",
  UND_ERR_HEADERS_OVERFLOW: "answer too large",
};

/** A name for the log and the receipt: never the message, which may hold an address. */
function nameOf(error: unknown): string {
  const [code] = errorCodes(error);
  if (code !== undefined) return NAMES[code] ?? code;
  return error instanceof errors.HTTPParserError ? "answer is not HTTP" : "connection broken";
}

/** The codes of an error, of its cause and of what an AggregateError gathers. */
function errorCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(errorCodes) : [];
  return [...own, ...gathered, ...errorCodes(error.cause)];
}
