import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";
import { embedState, type EmbedState } from "./app-embed.ts";

/** Asks App Bridge whether the app embed is on; asks again when the merchant comes back, perhaps from the theme editor. */
export function useAppEmbed(): EmbedState {
  const appBridge = useAppBridge();
  const [state, setState] = useState<EmbedState>("checking");

  useEffect(() => {
    let gone = false;
    const ask = () => {
      appBridge.app.extensions().then(
        (extensions) => {
          if (!gone) setState(embedState(extensions));
        },
        () => {
          if (!gone) setState("unknown");
        },
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", ask);
    };
  }, [appBridge]);

  return state;
}
