import { RemixBrowser } from "@remix-run/react";
import { startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { loadTexts } from "./locales/browser-texts.ts";

const texts = await loadTexts(document.documentElement.lang);
startTransition(() => {
  hydrateRoot(
    document,
    <I18nextProvider i18n={texts}>
      <RemixBrowser />
    </I18nextProvider>,
  );
});
