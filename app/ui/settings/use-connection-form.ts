import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";
import type { ConnectionFormErrors } from "../../shops/connection-form.ts";
import { draftOf, isChanged, type Draft } from "./draft.ts";
import type { SaveAnswer, SettingsView } from "./settings-view.ts";

/** The connection form: what stands in it, what is wrong with it, and what can be done. */
export interface ConnectionFormState {
  draft: Draft;
  errors: ConnectionFormErrors;
  changed: boolean;
  saving: boolean;
  change(part: Partial<Draft>): void;
  save(): void;
  discard(): void;
}

/** Keeps what is typed until it is saved; wrong input stays, with its messages. */
export function useConnectionForm(view: SettingsView): ConnectionFormState {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();
  const [draft, setDraft] = useState<Draft>();
  const [errors, setErrors] = useState<ConnectionFormErrors>({});
  const saved = draftOf(view);
  const shown = draft ?? saved;

  useEffect(() => {
    if (fetcher.data === undefined) return;
    if (fetcher.data.kind === "invalid") {
      setErrors(fetcher.data.errors);
      return;
    }
    setErrors({});
    setDraft(undefined);
    appBridge.toast.show(fetcher.data.message);
  }, [fetcher.data, appBridge]);

  useFocusOnError(errors);

  return {
    draft: shown,
    errors,
    changed: isChanged(shown, saved),
    saving: fetcher.state !== "idle",
    change: (part) => {
      setDraft({ ...shown, ...part });
    },
    save: () => {
      const { pixelCode, token, testEventCode } = shown;
      fetcher.submit({ intent: "save", pixelCode, token, testEventCode }, { method: "post" });
    },
    discard: () => {
      setDraft(undefined);
      setErrors({});
    },
  };
}

/** The first field to correct gets the focus, so that it is read out and can be typed into. */
function useFocusOnError(errors: ConnectionFormErrors): void {
  useEffect(() => {
    if (Object.keys(errors).length > 0)
      document.querySelector<HTMLElement>("input[aria-invalid=true]")?.focus();
  }, [errors]);
}
