import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, DropZone, InlineStack, List, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useText } from "../frame/use-text.ts";
import { ChangeList } from "./ChangeList.tsx";
import type { ImportAnswer } from "./import-view.ts";

/** A document is pasted or dropped, compared with the settings there are, and only then applied. */
export function ImportPanel() {
  const t = useText();
  const { text, change, send, sending, answer } = useImport();
  return (
    <BlockStack gap="400">
      <DropZone
        label={t("settings.import.drop")}
        type="file"
        accept="application/json,.json"
        allowMultiple={false}
        variableHeight
        onDrop={([file]) => {
          void file?.text().then(change);
        }}
      >
        <DropZone.FileUpload
          actionTitle={t("settings.import.choose")}
          actionHint={t("settings.import.hint")}
        />
      </DropZone>
      <TextField
        label={t("settings.import.text")}
        name="document"
        value={text}
        multiline={6}
        maxHeight={260}
        monospaced
        spellCheck={false}
        autoComplete="off"
        helpText={t("settings.import.text_help")}
        onChange={change}
      />
      <InlineStack gap="200">
        <Button
          loading={sending}
          disabled={text.trim() === ""}
          onClick={() => {
            send({});
          }}
        >
          {t("settings.import.compare")}
        </Button>
      </InlineStack>
      <div aria-live="polite">
        {answer !== undefined && (
          <Answer
            answer={answer}
            apply={(revision) => {
              send({ revision: String(revision) });
            }}
          />
        )}
      </div>
    </BlockStack>
  );
}

/** An answer belongs to the text it was given for: another text has none yet. */
function useImport() {
  const appBridge = useAppBridge();
  const fetcher = useFetcher<ImportAnswer>();
  const [text, change] = useState("");
  const [sent, setSent] = useState<string>();
  const { data } = fetcher;

  useEffect(() => {
    if (data?.kind === "saved") appBridge.toast.show(data.message);
  }, [data, appBridge]);

  return {
    text,
    change,
    sending: fetcher.state !== "idle",
    answer: sent === text ? data : undefined,
    send(fields: Record<string, string>) {
      setSent(text);
      fetcher.submit({ text, ...fields }, { method: "post", action: "/app/settings/import" });
    },
  };
}

function Answer({ answer, apply }: { answer: ImportAnswer; apply: (revision: number) => void }) {
  const t = useText();
  switch (answer.kind) {
    case "saved":
      return null;
    case "refused":
      return (
        <Banner tone="warning">
          <p>{answer.message}</p>
        </Banner>
      );
    case "problems":
      return (
        <Banner tone="critical" title={t("settings.import.unusable")}>
          <List>
            {answer.problems.map(({ path, message }) => (
              <List.Item key={`${path} ${message}`}>
                {path !== "" && <code>{path}: </code>}
                {message}
              </List.Item>
            ))}
          </List>
        </Banner>
      );
    case "compared":
      return (
        <BlockStack gap="400">
          {answer.migrated !== undefined && (
            <Banner tone="info">
              <p>{answer.migrated}</p>
            </Banner>
          )}
          <Text as="h3" variant="headingSm">
            {answer.title}
          </Text>
          {answer.lines.length > 0 && (
            <>
              <ChangeList lines={answer.lines} />
              <InlineStack>
                <Button
                  variant="primary"
                  onClick={() => {
                    apply(answer.revision);
                  }}
                >
                  {t("settings.import.apply")}
                </Button>
              </InlineStack>
            </>
          )}
        </BlockStack>
      );
  }
}
