import type { Visit } from "./visit.ts";

/**
 * How the shop's theme behaves: "classic" is plain forms; "drawer" adds to the cart by Ajax and shows it beside the
 * page; "notes" writes cart attributes of its own on every page.
 */
export type ThemeVariant = "classic" | "drawer" | "notes";

/** The text as a variant, if it names one. */
export function asVariant(text: string | null | undefined): ThemeVariant | undefined {
  return text === "classic" || text === "drawer" || text === "notes" ? text : undefined;
}

/** The variant this visitor chose with `?_theme=`, now or on an earlier page. */
export function variantOf(visit: Visit): ThemeVariant {
  return (
    asVariant(visit.url.searchParams.get("_theme")) ?? asVariant(visit.cookies.get("_theme")) ?? "classic"
  );
}

/** The theme's script of this variant; undefined where it has none. */
export function variantScript(variant: ThemeVariant): string | undefined {
  switch (variant) {
    case "classic":
      return undefined;
    case "drawer":
      return "drawer.js";
    case "notes":
      return "notes.js";
  }
}
