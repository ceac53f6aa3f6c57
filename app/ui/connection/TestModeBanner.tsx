import { Banner } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { useIntent } from "../frame/use-intent.ts";

/** Says that purchases are not counted, and ends it. */
export function TestModeBanner({ pixel, testEventCode }: { pixel: string; testEventCode: string }) {
  const t = useText();
  const { submit, busy } = useIntent("end_test_mode", { pixel });
  return (
    <Banner
      tone="warning"
      title={t("connection.test_mode.title")}
      action={{ content: t("connection.test_mode.end"), loading: busy, onAction: submit }}
    >
      <p>{t("connection.test_mode.sentence", { code: testEventCode })}</p>
    </Banner>
  );
}
