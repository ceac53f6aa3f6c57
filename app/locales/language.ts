/** The languages there is a catalogue for, BCP 47. */
export const LANGUAGES = ["en", "de"] as const;

export type Language = (typeof LANGUAGES)[number];

/** The language a reader with this BCP 47 locale is shown: theirs where there is a catalogue, English otherwise. */
export function languageOf(locale: string): Language {
  const [primary = ""] = locale.toLowerCase().split("-", 1);
  return LANGUAGES.find((language) => language === primary) ?? "en";
}
