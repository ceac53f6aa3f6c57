import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";
import { embedState, type EmbedState } from "./app-embed.ts";

/** Asks App Bridge whether the app embed is on; asks again when the merchant comes back, perhaps from the theme editor. */
export function useAppEmbed(): EmbedState {
  const appBridge = useAppBridge();
  const [state, setState] = useState<EmbedState>("checking");

  useEffect(() => {
    let gone = false;
    const ask = async () => {
      const answer = await appEmbed(appBridge);
      if (!gone) setState(answer);
    };
    const askAgain = () => void ask();
    askAgain();
    document.addEventListener("visibilitychange", askAgain);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", askAgain);
    };
  }, [appBridge]);

  return state;
}

/** Unknown also where this App Bridge has no such question. */
async function appEmbed(appBridge: ReturnType<typeof useAppBridge>): Promise<EmbedState> {
  try {
    return embedState(await appBridge.app.extensions());
  } catch {
    return "unknown";
  }
}
