import imported from "@shopify/i18next-shopify";
import { createInstance, type i18n, type Module } from "i18next";
import type { Language } from "./language.ts";
import type { en } from "./en/index.ts";

/** The shape of a catalogue: English has every text. */
export type Catalogue = Texts<typeof en>;

type Texts<T> = { readonly [Name in keyof T]: T[Name] extends string ? string : Texts<T[Name]> };

/** `area.part.name` of a text in the catalogue. One with `one` and `other` is named without them and chosen by `count`. */
export type TextKey = KeyOf<typeof en>;

type KeyOf<T> = {
  [Name in keyof T & string]: T[Name] extends string
    ? Name
    : T[Name] extends { other: string }
      ? Name
      : `${Name}.${KeyOf<T[Name]>}`;
}[keyof T & string];

/** Finds a text, with `values` in the place of its `{{names}}`. `count` is written as the language writes numbers. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

// The package is CommonJS to Node, and a module to a bundler.
const format = imported as Module | { default: Module };
const ShopifyFormat = "default" in format ? format.default : format;

/** What a reader of one language is shown: our texts, and Polaris' own. */
export interface Words {
  catalogue: Catalogue;
  polaris: object;
}

/** An i18next with one language's words, in Shopify's format: plurals are nested, `{{name}}` is a place for a value. */
export function createTexts(language: Language, { catalogue, polaris }: Words): i18n {
  const texts = createInstance();
  void texts.use(ShopifyFormat).init({
    ...{ lng: language, fallbackLng: false, initAsync: false, showSupportNotice: false, returnNull: false },
    ...{ ns: ["ours", "polaris"], defaultNS: "ours" },
    resources: { [language]: { ours: catalogue, polaris } },
  });
  return texts;
}

/** The `Translate` of an i18next made by `createTexts`. */
export function translateOf(texts: i18n): Translate {
  return (key, values) => texts.t(key, { ...values });
}
