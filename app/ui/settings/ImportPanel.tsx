import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, DropZone, InlineStack, List, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { ChangeList } from "./ChangeList.tsx";
import type { ImportAnswer } from "./import-view.ts";

/** A document is pasted or dropped, compared with the settings there are, and only then applied. */
export function ImportPanel() {
  const { text, change, send, sending, answer } = useImport();
  return (
    <BlockStack gap="400">
      <DropZone
        label="A settings file"
        type="file"
        accept="application/json,.json"
        allowMultiple={false}
        variableHeight
        onDrop={([file]) => {
          void file?.text().then(change);
        }}
      >
        <DropZone.FileUpload actionTitle="Choose a file" actionHint="or drop it here" />
      </DropZone>
      <TextField
        label="Or its text"
        name="document"
        value={text}
        multiline={6}
        maxHeight={260}
        monospaced
        spellCheck={false}
        autoComplete="off"
        helpText="What it leaves out gets its default."
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
          Compare with your settings
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
        <Banner tone="critical" title="This document cannot be used. Nothing was changed.">
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
                  Apply
                </Button>
              </InlineStack>
            </>
          )}
        </BlockStack>
      );
  }
}
