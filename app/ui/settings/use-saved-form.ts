import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";
import type { SaveAnswer } from "./settings-view.ts";

/** How one form is kept: what is saved, whether a draft differs from it, and what is posted to save it. */
export interface FormKind<Draft> {
  saved: Draft;
  isChanged(draft: Draft, saved: Draft): boolean;
  fields(draft: Draft): Record<string, string>;
}

/** A form: what stands in it, what is wrong with it, and what can be done. */
export interface SavedForm<Draft> {
  draft: Draft;
  /** Messages by field. */
  errors: Readonly<Record<string, string | undefined>>;
  changed: boolean;
  saving: boolean;
  change(part: Partial<Draft>): void;
  save(): void;
  discard(): void;
}

/** Keeps what is typed until it is saved; wrong input stays, with its messages. */
export function useSavedForm<Draft extends object>(kind: FormKind<Draft>): SavedForm<Draft> {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();
  const [draft, setDraft] = useState<Draft>();
  const [errors, setErrors] = useState<SavedForm<Draft>["errors"]>({});
  const shown = draft ?? kind.saved;

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
    changed: kind.isChanged(shown, kind.saved),
    saving: fetcher.state !== "idle",
    change: (part) => {
      setDraft({ ...shown, ...part });
    },
    save: () => {
      fetcher.submit(kind.fields(shown), { method: "post" });
    },
    discard: () => {
      setDraft(undefined);
      setErrors({});
    },
  };
}

/** The first field to correct gets the focus, so that it is read out and can be typed into. */
function useFocusOnError(errors: SavedForm<object>["errors"]): void {
  useEffect(() => {
    if (Object.keys(errors).length > 0) document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
}
