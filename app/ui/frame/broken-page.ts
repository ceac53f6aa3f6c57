import type { Translate } from "../../locales/translate.ts";

/** What a page says that could not be shown. */
export interface BrokenPageWords {
  title: string;
  explanation: string;
}

/** The words for a failed page by its HTTP status; undefined when the page broke in our own code or on the way. */
export function brokenPageWords(status: number | undefined, t: Translate): BrokenPageWords {
  const kind = kindOf(status);
  return { title: t(`frame.broken.${kind}.title`), explanation: t(`frame.broken.${kind}.explanation`) };
}

function kindOf(status: number | undefined): "no_page" | "no_session" | "failed" {
  if (status === 404) return "no_page";
  return status === 401 || status === 403 || status === 410 ? "no_session" : "failed";
}
