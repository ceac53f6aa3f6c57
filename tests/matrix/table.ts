import type { Carrier } from "../../app/attribution/attribution.ts";

/** The ways a shopper buys. */
export const PATHS = [
  "cart",
  "Buy it now with an empty cart",
  "Buy it now with a full cart",
  "cart permalink",
  "second visit",
  "locale root",
  "cart cleared",
  "attributes overwritten by another script",
  "theme with an Ajax drawer",
] as const;
export type Path = (typeof PATHS)[number];

/**
 * What the shopper allows: "given" on an earlier visit, "given late" on the landing page after the click was met with no
 * consent, "withdrawn" after the click was captured.
 */
export const CONSENTS = [
  "given",
  "refused",
  "given late",
  "withdrawn",
  "no banner region",
  "API missing",
] as const;
export type Consent = (typeof CONSENTS)[number];

/** Whether the browser lets pages use localStorage. */
export const STORAGES = ["storage works", "storage throws"] as const;
export type Storage = (typeof STORAGES)[number];

/** One cell of the matrix. */
export interface Cell {
  path: Path;
  consent: Consent;
  storage: Storage;
}

/** What must be on the order: the click id in an attribute, in a line item's property, or in neither, and then why. */
export type Expected =
  { carrier: "attribute" } | { carrier: "property" } | { carrier: "none"; because: string };

/** What the order of this cell must carry. */
export function expected({ path, consent, storage }: Cell): Expected {
  const because = notAllowed(consent);
  if (because !== undefined) return { carrier: "none", because };
  switch (path) {
    case "cart":
    case "locale root":
    case "cart cleared":
    case "attributes overwritten by another script":
    case "theme with an Ajax drawer":
      return { carrier: "attribute" };
    case "Buy it now with an empty cart":
    case "Buy it now with a full cart":
      return { carrier: "property" };
    case "cart permalink":
      return {
        carrier: "none",
        because: "a permalink makes a cart of its own: the web pixel carries this one",
      };
    case "second visit":
      if (storage === "storage works") return { carrier: "attribute" };
      return {
        carrier: "none",
        because: "without storage nothing remembers the click until the second visit",
      };
  }
}

/**
 * The carriers that bring the click to the server in this cell, in the order they are believed: those that know its time, then
 * the others. Without storage the web pixel forgets the click with the landing page, but still records the consent at the
 * checkout, and so the landing page counts.
 */
export function carriers(cell: Cell): Carrier[] {
  if (notAllowed(cell.consent) !== undefined) return [];
  const pixel: Carrier[] = cell.storage === "storage works" ? ["web_pixel"] : [];
  switch (expected(cell).carrier) {
    case "attribute":
      return ["cart_attribute", ...pixel, "landing_site"];
    case "property":
      return [...pixel, "line_item", "landing_site"];
    case "none":
      return [...pixel, "landing_site"];
  }
}

/** Why the click of this shopper must not reach TikTok by any carrier; undefined when it must. */
export function notAllowed(consent: Consent): string | undefined {
  switch (consent) {
    case "given":
    case "given late":
    case "no banner region":
      return undefined;
    case "refused":
      return "the shopper refused";
    case "withdrawn":
      return "the shopper withdrew before buying";
    case "API missing":
      return "nobody could say whether the shopper allows it";
  }
}

/** What another script writes over the click id in the cart. */
export const FOREIGN_CLICK = "another-app";

/** Whether the order brings another script's click id instead of ours. Without a recorded consent that one does not go to TikTok either. */
export function bringsForeignClick({ path, consent }: Cell): boolean {
  return path === "attributes overwritten by another script" && notAllowed(consent) !== undefined;
}

/** Whether the script may write and store anything at all in this cell. */
export function mayCapture(consent: Consent): boolean {
  return consent !== "refused" && consent !== "API missing";
}

/** How many cart writes that carry the click this path may take: one for the click, one for each reason to write again. */
export function writesAllowed({ path, storage }: Cell): number {
  switch (path) {
    case "cart":
    case "Buy it now with an empty cart":
    case "Buy it now with a full cart":
    case "cart permalink":
    case "locale root":
    case "theme with an Ajax drawer":
      return 1;
    case "second visit":
      return storage === "storage works" ? 2 : 1;
    case "cart cleared":
      return 2;
    case "attributes overwritten by another script":
      return 3;
  }
}

/** Every cell. */
export const CELLS: Cell[] = PATHS.flatMap((path) =>
  CONSENTS.flatMap((consent) => STORAGES.map((storage) => ({ path, consent, storage }))),
);
