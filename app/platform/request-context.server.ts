import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/** What every line of the log says that is written while a request for a page is answered. */
export interface RequestContext {
  readonly requestId: string;
  /** The shop whose merchant asks; absent until the session was checked. */
  shop?: string;
}

const current = new AsyncLocalStorage<RequestContext>();

/** Does `work`, and all that it begins, as part of one request. */
export function inRequest<T>(context: RequestContext, work: () => T): T {
  return current.run(context, work);
}

/** The request's fields for a line of the log; none outside of a request. A copy, because the logger writes into it. */
export function requestFields(): Partial<RequestContext> {
  return { ...current.getStore() };
}

/** From here on the request is this shop's. */
export function nameShop(shop: string): void {
  const context = current.getStore();
  if (context !== undefined) context.shop = shop;
}

/** What may stand in a log as somebody else's id of a request: no more than an id needs. */
const FOREIGN_ID = /^[\w-]{8,64}$/;

/** A request's id: the one it came with, where that is fit for a log, or else one of our own, short enough to be read out. */
export function requestIdFrom(given: string | string[] | undefined): string {
  return typeof given === "string" && FOREIGN_ID.test(given) ? given : randomUUID().slice(24);
}
