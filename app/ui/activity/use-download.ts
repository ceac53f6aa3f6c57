import { useAppBridge } from "@shopify/app-bridge-react";
import { useState } from "react";
import { useText } from "../frame/use-text.ts";

/** A file to ask for, and the name it is saved under. */
export interface Download {
  name: string;
  fields: Readonly<Record<string, string>>;
  /** Who makes it; the Activity page's files unless told otherwise. */
  url?: string;
}

/** Saves a file that the server makes. By fetch, because only fetch carries the session token; a link would be refused. */
export function useDownload(onSaved: () => void = () => undefined): {
  save(download: Download): void;
  /** The name of the file that is on its way. */
  pending: string | undefined;
} {
  const t = useText();
  const appBridge = useAppBridge();
  const [pending, setPending] = useState<string>();

  async function save({ name, fields, url = "/app/activity/file" }: Download): Promise<void> {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
    if (response.status === 429) {
      const count = Number(response.headers.get("Retry-After") ?? 60);
      appBridge.toast.show(t("activity.card.download_too_often", { count }), { isError: true });
      return;
    }
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    saveAs(name, await response.blob());
    onSaved();
  }

  return {
    pending,
    save(download) {
      setPending(download.name);
      save(download)
        .catch(() => appBridge.toast.show(t("activity.card.download_failed"), { isError: true }))
        .finally(() => {
          setPending(undefined);
        });
    },
  };
}

function saveAs(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
