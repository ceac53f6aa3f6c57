import { SaveBar } from "@shopify/app-bridge-react";
import type { SavedForm } from "./use-saved-form.ts";

interface PageSaveBarProps {
  id: string;
  form: Pick<SavedForm<object>, "changed" | "saving" | "save" | "discard">;
}

/** Shopify's save bar, there while a form has changes. */
export function PageSaveBar({ id, form: { changed, saving, save, discard } }: PageSaveBarProps) {
  return (
    <SaveBar id={id} open={changed}>
      <button variant="primary" disabled={saving} onClick={save}>
        Save
      </button>
      <button disabled={saving} onClick={discard}>
        Discard
      </button>
    </SaveBar>
  );
}
