import type { ActionFunction, LoaderFunction, ServerBuild } from "@remix-run/node";
import { brokenAnswer } from "./broken-answer.ts";
import type { Logger } from "./logger.server.ts";

type Handler = LoaderFunction | ActionFunction;

/**
 * The built pages, with every loader and action telling of its failure: the error goes to the log, and the page is told the id under which it stands there. Remix by
 * itself would show the same page without the id.
 */
export function tellingFailures(build: ServerBuild, logger: Logger): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    const { loader, action, ...others } = route.module;
    const told = {
      ...(loader === undefined ? {} : { loader: telling(loader, logger) }),
      ...(action === undefined ? {} : { action: telling(action, logger) }),
    };
    return [id, { ...route, module: { ...others, ...told } }];
  });
  return { ...build, routes: Object.fromEntries(routes) as ServerBuild["routes"] };
}

function telling(handler: Handler, logger: Logger): Handler {
  return async (args) => {
    try {
      return await handler(args);
    } catch (error) {
      // A thrown answer is an answer, and whoever has left reads none.
      if (error instanceof Response || args.request.signal.aborted) throw error;
      logger.error({ err: error }, "a page's loader or action failed");
      throw brokenAnswer(args.context.requestId);
    }
  };
}
