import { useFetcher, useNavigate, useRevalidator, useSearchParams } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useRef } from "react";
import type { LoginAnswer, LoginView } from "./login-view.ts";

const STEPS = { method: "post", action: "/app/connection/tiktok" } as const;

/** How often the page looks whether the other tab is done. */
const LOOK_MS = 2000;

/** Begins the way through TikTok's consent page: in a tab of its own, because TikTok shows it in no frame. `url` is for a browser that opens none by itself. */
export function useBegin(): { begin(): void; busy: boolean; url: string | undefined } {
  const fetcher = useFetcher<LoginAnswer>();
  const url = fetcher.data?.kind === "begun" ? fetcher.data.url : undefined;
  useEffect(() => {
    if (url !== undefined) window.open(url, "_blank", "noopener");
  }, [url]);
  return {
    begin: () => {
      fetcher.submit({ intent: "begin" }, STEPS);
    },
    busy: fetcher.state !== "idle",
    url,
  };
}

/** Finishes it in the tab that TikTok led back into the admin: the word in the address is handed over once and taken out of it. */
export function useFinish(): { busy: boolean; answer: LoginAnswer | undefined } {
  const [query, setQuery] = useSearchParams();
  const fetcher = useFetcher<LoginAnswer>();
  const handedOver = useRef<string>(undefined);
  const word = query.get("tiktok");
  useEffect(() => {
    if (word === null || handedOver.current === word) return;
    handedOver.current = word;
    fetcher.submit({ intent: "finish", word }, STEPS);
    setQuery(
      (before) => {
        before.delete("tiktok");
        return before;
      },
      { replace: true },
    );
  }, [word, fetcher, setQuery]);
  return { busy: word !== null || fetcher.state !== "idle", answer: fetcher.data };
}

/** Looks again and again while another tab goes on. */
export function useWatch(kind: LoginView["kind"]): void {
  const { revalidate, state } = useRevalidator();
  const isFree = useRef(true);
  useEffect(() => {
    isFree.current = state === "idle";
  }, [state]);
  useEffect(() => {
    if (kind !== "waiting") return;
    const timer = setInterval(() => {
      if (isFree.current && document.visibilityState === "visible") revalidate();
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [kind, revalidate]);
}

/** Ends it without a pixel. */
export function useEnd(): { end(): void; busy: boolean } {
  const fetcher = useFetcher<LoginAnswer>();
  return {
    end: () => {
      fetcher.submit({ intent: "end" }, STEPS);
    },
    busy: fetcher.state !== "idle",
  };
}

/** Asks for the pixels of an ad account. */
export function usePixels(advertiser: string): {
  look(): void;
  busy: boolean;
  answer: LoginAnswer | undefined;
} {
  const { submit, state, data } = useFetcher<LoginAnswer>();
  useEffect(() => {
    if (advertiser !== "") submit({ intent: "pixels", advertiser }, STEPS);
  }, [advertiser, submit]);
  return {
    look: () => {
      submit({ intent: "pixels", advertiser }, STEPS);
    },
    busy: state !== "idle",
    // An answer about the ad account that was chosen before says nothing.
    answer: data?.kind === "pixels" && data.advertiser !== advertiser ? undefined : data,
  };
}

/** Connects the chosen pixel, and shows it. */
export function useChoose(): {
  choose(advertiser: string, pixel: string): void;
  busy: boolean;
  answer: LoginAnswer | undefined;
} {
  const appBridge = useAppBridge();
  const navigate = useNavigate();
  const { submit, state, data } = useFetcher<LoginAnswer>();
  useEffect(() => {
    if (data?.kind !== "chosen") return;
    appBridge.toast.show(data.message);
    navigate(`?pixel=${data.pixel}`, { replace: true });
  }, [data, appBridge, navigate]);
  return {
    choose: (advertiser, pixel) => {
      submit({ intent: "choose", advertiser, pixel }, STEPS);
    },
    busy: state !== "idle",
    answer: data,
  };
}
