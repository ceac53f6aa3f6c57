import { Banner, Button, List } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { correctionsIn } from "./corrections.ts";

/** Why nothing was saved: each setting to correct with its message, and a way to its field. */
export function Corrections({ errors }: Pick<SavedForm<object>, "errors">) {
  const t = useText();
  const corrections = correctionsIn(errors, t);
  if (corrections.length === 0) return null;
  return (
    <Banner tone="critical" title={t("settings.page.to_correct", { count: corrections.length })}>
      <List>
        {corrections.map(({ path, name, message }) => (
          <List.Item key={path}>
            {name !== undefined && (
              <>
                <Button
                  variant="plain"
                  onClick={() => {
                    focusField(path);
                  }}
                >
                  {name}
                </Button>
                {": "}
              </>
            )}
            {message}
          </List.Item>
        ))}
      </List>
    </Banner>
  );
}

function focusField(path: string): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>("input, select, textarea")];
  fields.find((field) => field.name === path)?.focus();
}
