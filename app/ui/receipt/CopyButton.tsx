import { useAppBridge } from "@shopify/app-bridge-react";
import { Button } from "@shopify/polaris";
import { CheckIcon, ClipboardIcon } from "@shopify/polaris-icons";
import { useEffect, useState } from "react";
import { useText } from "../frame/use-text.ts";
import { copyText } from "./copy-text.ts";

const SAID_FOR_MS = 3000;

/** Copies the receipt for machines, and says so in its own place. */
export function CopyButton({ text }: { text: string }) {
  const t = useText();
  const appBridge = useAppBridge();
  const [copied, setCopied] = useState(0);

  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => {
      setCopied(0);
    }, SAID_FOR_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);

  const copy = () => {
    void copyText(text).then((done) => {
      if (done) setCopied((times) => times + 1);
      else appBridge.toast.show(t("receipt.page.copy_failed"), { isError: true });
    });
  };
  return (
    <span aria-live="polite">
      <Button icon={copied > 0 ? CheckIcon : ClipboardIcon} onClick={copy}>
        {t(`receipt.page.${copied > 0 ? "copied" : "copy"}`)}
      </Button>
    </span>
  );
}
