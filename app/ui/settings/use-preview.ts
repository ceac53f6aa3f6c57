import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { PreviewAnswer } from "./preview-view.ts";

/** Typing is followed, not every letter of it. */
const PAUSE_MS = 300;

/** What TikTok would get of one order: asked for again whenever the order or the document on the page changes. */
export function usePreview(firstOrder: string, document: string) {
  const fetcher = useFetcher<PreviewAnswer>();
  const [order, choose] = useState(firstOrder);
  const [open, setOpen] = useState(false);
  const { submit } = fetcher;

  useEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(() => {
      submit({ order, document }, { method: "post", action: "/app/settings/preview" });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [open, order, document, submit]);

  return {
    order,
    choose,
    open,
    toggle: () => {
      setOpen(!open);
    },
    asking: open && fetcher.data === undefined,
    answer: open ? fetcher.data : undefined,
  };
}
