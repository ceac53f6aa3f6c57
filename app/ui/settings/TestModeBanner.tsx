import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner } from "@shopify/polaris";
import { useEffect } from "react";
import type { SaveAnswer } from "./settings-view.ts";

/** Says that purchases are not counted, and ends it. */
export function TestModeBanner({ testEventCode }: { testEventCode: string }) {
  const { toast } = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();
  useEffect(() => {
    if (fetcher.data?.kind === "saved") toast.show(fetcher.data.message);
  }, [fetcher.data, toast]);
  return (
    <Banner
      tone="warning"
      title="Test mode is on"
      action={{
        content: "Turn test mode off",
        loading: fetcher.state !== "idle",
        onAction: () => {
          fetcher.submit({ intent: "end_test_mode" }, { method: "post" });
        },
      }}
    >
      <p>Purchases are shown in Test events under {testEventCode} and are not counted.</p>
    </Banner>
  );
}
