import { useState } from "react";
import { useSavedForm, type SavedForm } from "../frame/use-saved-form.ts";
import { draftDocument, isDraftChanged, type SettingsDraft } from "./settings-draft.ts";
import type { SettingsView } from "./settings-view.ts";

/** The form of the page. It is saved over the revision the person saw when they began, or saw again after they were told of another. */
export function useSettingsForm({ saved, revision }: SettingsView): SavedForm<SettingsDraft> {
  const [seen, setSeen] = useState(revision);
  const form = useSavedForm<SettingsDraft>({
    saved,
    isChanged: isDraftChanged,
    fields: (draft) => ({ revision: String(seen), document: JSON.stringify(draftDocument(draft)) }),
  });
  // Without input there is nothing to overlook; a refusal has told of the other revision.
  if (seen !== revision && (!form.changed || form.refusal !== undefined)) setSeen(revision);
  return form;
}
