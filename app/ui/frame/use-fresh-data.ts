import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

const EVERY_MS = 2000;

/** Reads the page's data again when the merchant comes back to it, and every two seconds while `moving`. */
export function useFreshData(moving: boolean): void {
  const { revalidate } = useRevalidator();

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void whenReachable(revalidate);
    };
    document.addEventListener("visibilitychange", look);
    const timer = moving ? setInterval(look, EVERY_MS) : undefined;
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearInterval(timer);
    };
  }, [moving, revalidate]);
}

/** A reading that fails would replace the page by an error page, so it is only begun when the server is there. */
async function whenReachable(revalidate: () => void): Promise<void> {
  const answer = await fetch("/healthz").catch(() => undefined);
  if (answer?.ok === true) revalidate();
}
