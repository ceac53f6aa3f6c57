import { BlockStack, Button, InlineStack, Tag, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useText } from "../frame/use-text.ts";
import { withEntries } from "./tag-list.ts";

interface TagListProps {
  label: string;
  name: string;
  help: string;
  entries: readonly string[];
  error?: string;
  clean?: (typed: string) => string;
  /** What an entry is shown as, where that says more. */
  nameOf?: (entry: string) => string;
  onChange(entries: string[]): void;
}

/** A list of words, one by one or pasted with commas. What was typed and not added is added when the field is left. */
export function TagList({ entries, onChange, clean, nameOf = (entry) => entry, ...field }: TagListProps) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const add = () => {
    const next = withEntries(entries, typed, clean);
    setTyped("");
    if (next.length > entries.length) onChange(next);
  };
  return (
    <BlockStack gap="200">
      <div
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label={field.label}
          name={field.name}
          value={typed}
          helpText={field.help}
          {...(field.error === undefined ? {} : { error: field.error })}
          autoComplete="off"
          spellCheck={false}
          connectedRight={
            <Button onClick={add} accessibilityLabel={t("settings.list.add_to", { list: field.label })}>
              {t("settings.list.add")}
            </Button>
          }
          onChange={setTyped}
          onBlur={add}
        />
      </div>
      {entries.length > 0 && (
        <InlineStack gap="200">
          {entries.map((entry) => (
            <Tag
              key={entry}
              accessibilityLabel={t("settings.list.remove", { entry: nameOf(entry) })}
              onRemove={() => {
                onChange(entries.filter((one) => one !== entry));
              }}
            >
              {nameOf(entry)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
