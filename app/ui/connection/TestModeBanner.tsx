import { Banner } from "@shopify/polaris";
import { useIntent } from "../frame/use-intent.ts";

/** Says that purchases are not counted, and ends it. */
export function TestModeBanner({ pixel, testEventCode }: { pixel: string; testEventCode: string }) {
  const { submit, busy } = useIntent("end_test_mode", { pixel });
  return (
    <Banner
      tone="warning"
      title="Test mode is on"
      action={{ content: "Turn test mode off", loading: busy, onAction: submit }}
    >
      <p>Purchases are shown in Test Events under {testEventCode} and are not counted.</p>
    </Banner>
  );
}
