import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { translateOf } from "../../locales/translate.ts";
import type { SettingsWords } from "./change-words.ts";

/** What settings are told with, in the language of the page. */
export function useWords(): SettingsWords {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const list = new Intl.ListFormat(i18n.language);
    return { t: translateOf(i18n), list: (members) => list.format(members) };
  }, [i18n]);
}
