import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect } from "react";
import type { HomeIntent } from "../home/problems.ts";

/** What came of an intent: done or not, and the message of a toast. */
export interface IntentAnswer {
  kind: "saved" | "failed";
  message: string;
}

/** A change without input: `submit` asks the page's own action for it, and a toast says what came of it. `fields` say what it is about. */
export function useIntent(
  intent: "end_test_mode" | "disconnect" | "send_again" | "sweep" | "cancel_backfill" | "scan" | HomeIntent,
  fields: Readonly<Record<string, string>> = {},
): {
  submit(): void;
  busy: boolean;
} {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<IntentAnswer>();

  useEffect(() => {
    if (fetcher.data === undefined) return;
    const { kind, message } = fetcher.data;
    appBridge.toast.show(message, kind === "failed" ? { isError: true } : {});
  }, [fetcher.data, appBridge]);

  return {
    submit: () => {
      fetcher.submit({ intent, ...fields }, { method: "post" });
    },
    busy: fetcher.state !== "idle",
  };
}
