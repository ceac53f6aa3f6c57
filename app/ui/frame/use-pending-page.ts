import { useNavigation } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";

/** A page that comes faster than this is not announced by a skeleton: it would only flicker. */
const PATIENCE_MS = 200;

/** The path of a page that is taking its time to load, or undefined. Meanwhile Shopify's own progress bar runs. */
export function usePendingPage(): string | undefined {
  const { state, location } = useNavigation();
  const appBridge = useAppBridge();
  const path = state === "loading" ? location.pathname : undefined;
  const [slow, setSlow] = useState(false);

  useEffect(() => {
    if (path === undefined) return undefined;
    appBridge.loading(true);
    const timer = setTimeout(() => {
      setSlow(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
      appBridge.loading(false);
    };
  }, [path, appBridge]);

  return slow ? path : undefined;
}
