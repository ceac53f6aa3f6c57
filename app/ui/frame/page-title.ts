import type { MetaFunction } from "@remix-run/react";
import type { Catalogue } from "../../locales/translate.ts";

/** A page with a fixed title: those of the navigation, and the one there is not. */
export type PageName = keyof Catalogue["frame"]["navigation"] | "no_page";

/** The titles in the merchant's language. */
export type PageTitles = Readonly<Record<PageName, string>>;

/** What the frame's loader gives to `titled`: titles are made outside of React, where there is no catalogue. */
export function pageTitles({ frame }: Catalogue): PageTitles {
  return { ...frame.navigation, no_page: frame.no_page.title };
}

/** The `meta` of a page with a fixed title. */
export function titled(page: PageName): MetaFunction {
  return ({ matches }) => {
    const frame = matches.find(({ id }) => id === "routes/app")?.data as { titles?: PageTitles } | undefined;
    return [{ title: frame?.titles?.[page] ?? "Throughline" }];
  };
}
