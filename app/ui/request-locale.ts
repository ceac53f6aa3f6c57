/**
 * The merchant's language, BCP 47. Shopify names it in the query of a document and App Bridge in the `Accept-Language` of a fetch; anything else
 * means English.
 */
export function requestLocale(request: Request): string {
  const named = new URL(request.url).searchParams.get("locale");
  const accepted = request.headers.get("accept-language")?.split(",", 1)[0]?.split(";", 1)[0];
  return usable(named) ?? usable(accepted) ?? "en";
}

function usable(tag: string | null | undefined): string | undefined {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag?.trim() ?? "")[0];
  } catch {
    return undefined;
  }
}
