import { BlockStack } from "@shopify/polaris";
import { PageSaveBar } from "../frame/PageSaveBar.tsx";
import { useSavedForm } from "../frame/use-saved-form.ts";
import { ConnectionCard } from "./ConnectionCard.tsx";
import type { PixelView } from "./connection-view.ts";
import { DisconnectCard } from "./DisconnectCard.tsx";
import { connectionForm } from "./draft.ts";
import { TestEventCard } from "./TestEventCard.tsx";
import { TestModeBanner } from "./TestModeBanner.tsx";

/** One pixel: its connection, its test event, its end. Without a pixel, the form that connects one. */
export function PixelSection({ pixel, besideLogin }: { pixel?: PixelView; besideLogin: boolean }) {
  const form = useSavedForm(connectionForm(pixel));
  return (
    <BlockStack gap="400">
      {pixel?.testEventCode !== undefined && (
        <TestModeBanner pixel={pixel.code} testEventCode={pixel.testEventCode} />
      )}
      <ConnectionCard form={form} besideLogin={besideLogin} {...(pixel === undefined ? {} : { pixel })} />
      <TestEventCard key={pixel?.savedAt ?? "none"} {...(pixel === undefined ? {} : { pixel })} />
      {pixel !== undefined && <DisconnectCard pixel={pixel.code} />}
      <PageSaveBar id={`save-bar-${pixel?.code ?? "new"}`} form={form} />
    </BlockStack>
  );
}
