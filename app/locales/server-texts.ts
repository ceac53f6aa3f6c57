import type { i18n } from "i18next";
import { de, polaris as polarisDe } from "./de/index.ts";
import { en, polaris as polarisEn } from "./en/index.ts";
import { languageOf, type Language } from "./language.ts";
import { createTexts, translateOf, type Translate, type Words } from "./translate.ts";

/** Every language's words. Only the server has them all: a browser loads those it shows. */
export const WORDS: Readonly<Record<Language, Words>> = {
  en: { catalogue: en, polaris: polarisEn },
  de: { catalogue: de, polaris: polarisDe },
};

const made = new Map<Language, i18n>();

/** The texts for a BCP 47 locale. */
export function textsFor(locale: string): i18n {
  const language = languageOf(locale);
  const known = made.get(language) ?? createTexts(language, WORDS[language]);
  made.set(language, known);
  return known;
}

/** `Translate` for a BCP 47 locale. */
export function translateFor(locale: string): Translate {
  return translateOf(textsFor(locale));
}
