import type { App } from "./composition.server.ts";

/** What every loader and action finds in its `context`: the one composed application of this process. */
declare module "@remix-run/server-runtime" {
  interface AppLoadContext {
    app: App;
    /** Where the request came from. */
    address: string;
    /** Under which the log tells of the request. */
    requestId: string;
  }
}
