import type { i18n } from "i18next";
import { languageOf, type Language } from "./language.ts";
import { createTexts, type Words } from "./translate.ts";

/** The texts for the language a document is in: the only catalogue a browser loads. */
export async function loadTexts(lang: string): Promise<i18n> {
  const language = languageOf(lang);
  return createTexts(language, await WORDS[language]());
}

const WORDS: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => {
    const { en, polaris } = await import("./en/index.ts");
    return { catalogue: en, polaris };
  },
  de: async () => {
    const { de, polaris } = await import("./de/index.ts");
    return { catalogue: de, polaris };
  },
};
