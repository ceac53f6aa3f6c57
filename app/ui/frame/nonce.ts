import { createContext } from "react";

/** Marks the document's inline scripts as ours while the server renders it; the browser has no use for it. */
export const Nonce = createContext<string | undefined>(undefined);
