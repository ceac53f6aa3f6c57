import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, ButtonGroup, Divider, Text } from "@shopify/polaris";
import { useState } from "react";
import { useDownload } from "../activity/use-download.ts";
import { Section } from "../frame/Section.tsx";
import { useText } from "../frame/use-text.ts";
import { ImportPanel } from "./ImportPanel.tsx";

interface FileCardProps {
  /** The saved document. */
  text: string;
  /** There is unsaved input on the page. */
  unsaved: boolean;
}

const FILE = "throughline-settings.json";

/** The settings as a document: to keep, to review, to bring to another shop. Its key is the revision: once saved, the import is over. */
export function FileCard({ text, unsaved }: FileCardProps) {
  const [importing, setImporting] = useState(false);
  const download = useDownload();
  const copy = useCopy(text);
  const t = useText();
  return (
    <Section id="settings-as-a-file" title={t("settings.file.title")} about={t("settings.file.about")}>
      <BlockStack gap="400">
        <ButtonGroup>
          <Button
            loading={download.pending === FILE}
            onClick={() => {
              download.save({ name: FILE, fields: { file: "settings" } });
            }}
          >
            {t("settings.file.download")}
          </Button>
          <Button onClick={copy}>{t("settings.file.copy")}</Button>
          <Button
            ariaExpanded={importing}
            ariaControls="import"
            disclosure={importing ? "up" : "down"}
            disabled={unsaved}
            onClick={() => {
              setImporting(!importing);
            }}
          >
            {t("settings.file.import")}
          </Button>
        </ButtonGroup>
        {unsaved && (
          <Text as="p" tone="subdued">
            {t("settings.file.unsaved")}
          </Text>
        )}
        <div id="import" hidden={!importing || unsaved}>
          {importing && !unsaved && (
            <BlockStack gap="400">
              <Divider />
              <ImportPanel />
            </BlockStack>
          )}
        </div>
      </BlockStack>
    </Section>
  );
}

function useCopy(text: string): () => void {
  const appBridge = useAppBridge();
  const t = useText();
  return () => {
    navigator.clipboard.writeText(text).then(
      () => {
        appBridge.toast.show(t("settings.file.copied"));
        noteExport();
      },
      () => appBridge.toast.show(t("settings.file.not_copied"), { isError: true }),
    );
  };
}

/** A copy leaves the app as a file does, and is noted as one. The text is here already, so that the note may fail without a word. */
function noteExport(): void {
  const body = new URLSearchParams({ file: "settings" });
  fetch("/app/activity/file", { method: "POST", body }).catch(() => undefined);
}
