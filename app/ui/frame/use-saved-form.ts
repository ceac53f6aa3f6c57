import { useBlocker, useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";

/** What came of saving: the message of a toast; what to correct, by field; or why nothing was saved. */
export type SaveAnswer =
  | { kind: "saved"; message: string }
  | { kind: "invalid"; errors: Partial<Record<string, string>> }
  | { kind: "refused"; message: string };

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
  /** Why the last attempt to save was refused as a whole. */
  refusal?: string;
  changed: boolean;
  saving: boolean;
  change(part: Partial<Draft>): void;
  save(): void;
  discard(): void;
}

/**
 * Keeps what is typed until it is saved; wrong input stays, with its messages. Only what was touched is kept: the rest follows what is saved, also
 * when somebody else saves it.
 */
export function useSavedForm<Draft extends object>(kind: FormKind<Draft>): SavedForm<Draft> {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();
  const [touched, setTouched] = useState<Partial<Draft>>({});
  const [errors, setErrors] = useState<SavedForm<Draft>["errors"]>({});
  const [refusal, setRefusal] = useState<string>();
  const shown = { ...kind.saved, ...touched };

  useEffect(() => {
    const answer = fetcher.data;
    if (answer === undefined) return;
    setErrors(answer.kind === "invalid" ? answer.errors : {});
    setRefusal(answer.kind === "refused" ? answer.message : undefined);
    if (answer.kind !== "saved") return;
    setTouched({});
    appBridge.toast.show(answer.message);
  }, [fetcher.data, appBridge]);

  useFocusOnError(errors);

  return {
    draft: shown,
    errors,
    ...(refusal === undefined ? {} : { refusal }),
    changed: kind.isChanged(shown, kind.saved),
    saving: fetcher.state !== "idle",
    change: (part) => {
      setTouched({ ...touched, ...part });
    },
    save: () => {
      fetcher.submit(kind.fields(shown), { method: "post" });
    },
    discard: () => {
      setTouched({});
      setErrors({});
      setRefusal(undefined);
    },
  };
}

/** The first field to correct gets the focus, so that it is read out and can be typed into. */
function useFocusOnError(errors: SavedForm<object>["errors"]): void {
  useEffect(() => {
    if (Object.keys(errors).length > 0) document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
}

/** Links inside the app ask before unsaved input is left behind, as the admin does for its own. Once a page: the router takes one blocker. */
export function useLeaveConfirmation(): void {
  const appBridge = useAppBridge();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    // Without a visible save bar this is so at once.
    void appBridge.saveBar.leaveConfirmation().then(blocker.proceed);
  }, [blocker, appBridge]);
}
