import { SaveBar } from "@shopify/app-bridge-react";
import type { SavedForm } from "./use-saved-form.ts";
import { useText } from "./use-text.ts";

interface PageSaveBarProps {
  id: string;
  form: Pick<SavedForm<object>, "changed" | "saving" | "save" | "discard">;
}

/** Shopify's save bar, there while a form has changes. */
export function PageSaveBar({ id, form: { changed, saving, save, discard } }: PageSaveBarProps) {
  const t = useText();
  return (
    <SaveBar id={id} open={changed}>
      <button variant="primary" disabled={saving} onClick={save}>
        {t("frame.save_bar.save")}
      </button>
      <button disabled={saving} onClick={discard}>
        {t("frame.save_bar.discard")}
      </button>
    </SaveBar>
  );
}
