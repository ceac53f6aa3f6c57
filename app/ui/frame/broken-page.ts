import { isRouteErrorResponse } from "@remix-run/react";
import type { Translate } from "../../locales/translate.ts";

/** What a page says that could not be shown. */
export interface BrokenPageWords {
  title: string;
  explanation: string;
  /** Where the log has more: the sentence that names the request's id. */
  reference: string | undefined;
}

/** The words for what a page's error boundary caught. */
export function brokenPageWords(error: unknown, t: Translate): BrokenPageWords {
  const kind = kindOf(isRouteErrorResponse(error) ? error.status : undefined);
  const requestId = requestIdOf(error);
  return {
    title: t(`frame.broken.${kind}.title`),
    explanation: t(`frame.broken.${kind}.explanation`),
    reference: requestId === undefined ? undefined : t("frame.broken.reference", { requestId }),
  };
}

/** The id of the request that failed, where the failure was one of the server's (app/platform/broken-answer.ts). */
export function requestIdOf(error: unknown): string | undefined {
  if (!isRouteErrorResponse(error)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== "object" || data === null || !("requestId" in data)) return undefined;
  return typeof data.requestId === "string" ? data.requestId : undefined;
}

function kindOf(status: number | undefined): "no_page" | "no_session" | "failed" {
  if (status === 404) return "no_page";
  return status === 401 || status === 403 || status === 410 ? "no_session" : "failed";
}
