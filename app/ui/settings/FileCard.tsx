import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, ButtonGroup, Divider, Text } from "@shopify/polaris";
import { useState } from "react";
import { ImportPanel } from "./ImportPanel.tsx";
import { Section } from "./SettingCards.tsx";

interface FileCardProps {
  /** The saved document. */
  text: string;
  /** There is unsaved input on the page. */
  unsaved: boolean;
}

/** The settings as a document: to keep, to review, to bring to another shop. Its key is the revision: once saved, the import is over. */
export function FileCard({ text, unsaved }: FileCardProps) {
  const [importing, setImporting] = useState(false);
  const copy = useCopy(text);
  return (
    <Section
      title="Settings as a file"
      about="All settings as one JSON document, without any token. Keep it with your code, or bring it to another shop."
    >
      <BlockStack gap="400">
        <ButtonGroup>
          <Button
            onClick={() => {
              download(text);
            }}
          >
            Download
          </Button>
          <Button onClick={copy}>Copy</Button>
          <Button
            ariaExpanded={importing}
            ariaControls="import"
            disclosure={importing ? "up" : "down"}
            disabled={unsaved}
            onClick={() => {
              setImporting(!importing);
            }}
          >
            Import
          </Button>
        </ButtonGroup>
        {unsaved && (
          <Text as="p" tone="subdued">
            The file holds what is saved. To import one, save or discard your changes first.
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
  return () => {
    navigator.clipboard.writeText(text).then(
      () => appBridge.toast.show("Settings copied"),
      () => appBridge.toast.show("The browser did not allow copying", { isError: true }),
    );
  };
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "throughline-settings.json";
  link.click();
  URL.revokeObjectURL(url);
}
