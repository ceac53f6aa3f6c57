import { SaveBar } from "@shopify/app-bridge-react";
import type { SavedForm } from "./use-saved-form.ts";

/** One save bar for all forms of the page: it saves or discards those that were changed. */
export function SettingsSaveBar({
  forms,
}: {
  forms: readonly Pick<SavedForm<object>, "changed" | "saving" | "save" | "discard">[];
}) {
  const changed = forms.filter((form) => form.changed);
  const saving = forms.some((form) => form.saving);
  const each = (act: "save" | "discard") => () => {
    for (const form of changed) form[act]();
  };
  return (
    <SaveBar id="settings-save-bar" open={changed.length > 0}>
      <button variant="primary" disabled={saving} onClick={each("save")}>
        Save
      </button>
      <button disabled={saving} onClick={each("discard")}>
        Discard
      </button>
    </SaveBar>
  );
}
