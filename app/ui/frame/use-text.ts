import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { translateOf, type Translate } from "../../locales/translate.ts";

/** `Translate` in the language of the page. */
export function useText(): Translate {
  const { i18n } = useTranslation();
  return useMemo(() => translateOf(i18n), [i18n]);
}
