import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect } from "react";
import type { SaveAnswer } from "./settings-view.ts";

/** A change without input: `submit` asks the settings page's action for it, and a toast says when it is done. */
export function useIntent(intent: "end_test_mode" | "disconnect"): { submit(): void; busy: boolean } {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();

  useEffect(() => {
    if (fetcher.data?.kind === "saved") appBridge.toast.show(fetcher.data.message);
  }, [fetcher.data, appBridge]);

  return {
    submit: () => {
      fetcher.submit({ intent }, { method: "post" });
    },
    busy: fetcher.state !== "idle",
  };
}
