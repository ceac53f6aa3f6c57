import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Logger } from "./logger.server.ts";
import { inRequest, requestIdFrom, type RequestContext } from "./request-context.server.ts";

const contexts = new WeakMap<Request, RequestContext>();

/** The id of a request that came through `identifyRequests`. */
export function requestIdOf(request: Request): string {
  return contexts.get(request)?.requestId ?? requestIdFrom(undefined);
}

/**
 * In front of everything a browser asks for: a request has an id, every line that is logged for it carries the id, and so does the answer. The id a request brings
 * is taken only behind trusted proxies: one of them may have given it, and without one it is anybody's.
 */
export function identifyRequests(trustedProxies: number): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const given = trustedProxies > 0 ? request.headers["x-request-id"] : undefined;
    const context = { requestId: requestIdFrom(given) };
    contexts.set(request, context);
    response.set("X-Request-Id", context.requestId);
    inRequest(context, next);
  };
}

/** A path that is ours: anything else could be anybody's words. */
const LOGGED_PATH = /^\/[\w./-]{0,100}$/;

/** One line for each request for a page, at level debug: never its query, which holds tokens and what somebody looked for. */
export function logPages(logger: Logger): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (logger.isLevelEnabled("debug")) {
      const startedAt = performance.now();
      const { method, path } = request;
      response.once("close", () => {
        const durationMs = Math.round(performance.now() - startedAt);
        const where = LOGGED_PATH.test(path) ? { path } : {};
        const { statusCode: status, writableFinished: whole } = response;
        logger.debug(
          { ...contexts.get(request), method, ...where, status, whole, durationMs },
          "page answered",
        );
      });
    }
    next();
  };
}
