import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";
import type { BackfillAnswer } from "./backfill-answer.ts";
import type { BackfillView } from "./backfill-view.ts";

/** The two days of the form, and what asking for them came to. */
export function useBackfillForm({ from, to }: BackfillView) {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<BackfillAnswer>();
  const [days, setDays] = useState({ from, to });
  const { data } = fetcher;

  useEffect(() => {
    if (data === undefined || data.kind === "invalid") return;
    appBridge.toast.show(data.message, data.kind === "failed" ? { isError: true } : {});
  }, [data, appBridge]);

  return {
    days,
    errors: data?.kind === "invalid" ? data.errors : {},
    busy: fetcher.state !== "idle",
    change: (changes: Partial<typeof days>) => {
      setDays({ ...days, ...changes });
    },
    ask: (intent: "dry_run" | "backfill") => {
      fetcher.submit({ intent, ...days }, { method: "post" });
    },
  };
}
