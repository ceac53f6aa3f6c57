import type { IncomingMessage, ServerResponse } from "node:http";
import { HINT_MAX_BYTES, readHint, type Hint } from "../attribution/hint.ts";
import { createAllowance } from "../platform/allowance.server.ts";
import { MINUTE, type Clock } from "../platform/clock.ts";
import type { ClientAddress } from "../platform/client-address.server.ts";
import { isDatabaseTrouble } from "../platform/database.server.ts";
import { wasTold } from "../platform/database-watch.ts";
import { createGroupCommit, Overloaded } from "../platform/group-commit.ts";
import type { Logger } from "../platform/logger.server.ts";
import { requestIdFrom } from "../platform/request-context.server.ts";
import type { HintArrival, HintBox } from "./hint-box.server.ts";
import { BodyTooLarge, createBodyReader, SenderGone } from "./request-body.server.ts";

export interface HintHandlerOptions {
  hintBox: HintBox;
  /** The shop an ingest token belongs to, or undefined. */
  shopOfToken(token: string): Promise<string | undefined>;
  clientAddress: ClientAddress;
  /** Called after a hint was committed that an order may be waiting for. */
  onArrival(): void;
  /** Called after each answer. */
  onAnswer?: ((outcome: HintOutcome) => void) | undefined;
  clock: Clock;
  logger: Logger;
}

/** Answers one request for /collect. */
export type HintHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What came of a request to /collect. */
export type HintOutcome = keyof typeof STATUS;

const STATUS = {
  stored: 202,
  duplicate: 202,
  preflight: 204,
  malformed: 400,
  sender_gone: 400,
  unknown_token: 401,
  wrong_method: 405,
  too_large: 413,
  address_limited: 429,
  shop_limited: 429,
  busy: 503,
  not_stored: 503,
} as const;

type Status = (typeof STATUS)[HintOutcome];

/** Hints a minute. A shopper sends two or three per checkout; a shop's sale day a few thousand. */
const PER_ADDRESS = 60;
const PER_SHOP = 6000;
const MAX_WAITING = 2000;
const BODIES_MAX_BYTES = 16 * 1024 * 1024;

/**
 * `POST /collect`: hints from the web pixel. Open to the internet, so: small bodies, a schema, a token per shop, limits per address and per shop. What
 * it stores can only add to an order that Shopify vouched for. Any origin may post (the pixel's is `null`), and nothing is read from cookies.
 */
export function createHintHandler(options: HintHandlerOptions): HintHandler {
  const { hintBox, shopOfToken, clientAddress, clock, logger } = options;
  const readBody = createBodyReader({ one: HINT_MAX_BYTES, together: BODIES_MAX_BYTES });
  const group = createGroupCommit<HintArrival, boolean>(hintBox.commit, MAX_WAITING, isDatabaseTrouble);
  const perAddress = createAllowance({ times: PER_ADDRESS, per: MINUTE });
  const perShop = createAllowance({ times: PER_SHOP, per: MINUTE });

  async function answer(request: IncomingMessage, requestId: string): Promise<HintOutcome> {
    if (request.method === "OPTIONS") return "preflight";
    if (request.method !== "POST") return "wrong_method";
    if ((await perAddress.take(clientAddress(request))) !== undefined) return "address_limited";
    const read = readHint((await readBody(request)).toString("utf8"));
    if (read === undefined) return "malformed";
    const shop = await shopOfToken(read.token);
    if (shop === undefined) return "unknown_token";
    if ((await perShop.take(shop)) !== undefined) return "shop_limited";
    return store(shop, read.hint, requestId);
  }

  async function store(shop: string, hint: Hint, requestId: string): Promise<HintOutcome> {
    const isNew = await group.submit({ shop, hint, receivedAt: clock() });
    if (isNew) options.onArrival();
    const what = { hint: hint.event, isNew, withClick: hint.clickId !== undefined };
    logger.debug({ requestId, shop, ...what }, "hint accepted");
    return isNew ? "stored" : "duplicate";
  }

  return async (request, response) => {
    const requestId = requestIdFrom(undefined);
    const outcome = await answer(request, requestId).catch((error: unknown) => {
      return failure(error, requestId, logger);
    });
    const status = STATUS[outcome];
    response.writeHead(status, headersFor(status)).end();
    options.onAnswer?.(outcome);
  };
}

function headersFor(status: Status): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": "*",
    ...(status === 204
      ? { "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type" }
      : {}),
    ...(status === 405 ? { Allow: "POST, OPTIONS" } : {}),
    ...(status === 429 || status === 503 ? { "Retry-After": "60" } : {}),
    ...(status === 413 ? { Connection: "close" } : {}),
  };
}

function failure(error: unknown, requestId: string, logger: Logger): HintOutcome {
  if (error instanceof BodyTooLarge) return "too_large";
  // Nobody reads this answer, and whoever hangs up must not be able to fill the log.
  if (error instanceof SenderGone) return "sender_gone";
  if (error instanceof Overloaded) return "busy";
  if (!wasTold(error)) logger.error({ requestId, err: error }, "a hint could not be stored");
  return "not_stored";
}
