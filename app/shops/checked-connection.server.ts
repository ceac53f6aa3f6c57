import type { AttemptResult } from "../delivery/outcome.ts";
import type { PixelAccess } from "../tiktok/events-api.server.ts";
import { tokenStanding } from "../tiktok/token-check.ts";
import type { ConnectionChange, Connections } from "./connection.server.ts";

/** What came of connecting. */
export type ConnectResult =
  /** `proven`: TikTok accepted a test event on the way. */
  | { kind: "connected"; proven: boolean }
  | { kind: "no_token" }
  /** TikTok does not take this token; nothing was changed. `tested`: it was asked with a test event. */
  | { kind: "refused"; tested: boolean; result: AttemptResult }
  /** TikTok could not be asked, and there is a connection that would be lost if the token were no good; nothing was changed. */
  | { kind: "unasked" };

/** Connects a pixel after TikTok was asked whether it takes the token. */
export type ConnectChecked = (change: ConnectionChange) => Promise<ConnectResult>;

/** Asks TikTok about a token: with a test event where there is a test event code, and without any event otherwise. */
export type TryToken = (shop: string, pixel: PixelAccess) => Promise<AttemptResult>;

/** Connecting with a check. A token that is kept for the same pixel is not asked about again. */
export function createConnectChecked(connections: Connections, tryToken: TryToken): ConnectChecked {
  return async (change) => {
    const { shop, pixelCode, keepsTestCode = false } = change;
    const kept = await connections.pixelOf(shop, change.replaces ?? pixelCode);
    const token = change.token ?? kept?.token;
    const isOther = change.token !== undefined || kept?.code !== pixelCode;
    let proven = false;
    if (token !== undefined && isOther) {
      const testEventCode = keepsTestCode ? kept?.testEventCode : change.testEventCode;
      const tested = testEventCode !== undefined;
      const result = await tryToken(shop, { code: pixelCode, token, testEventCode });
      const standing = tokenStanding(result, tested);
      if (standing === "refused") return { kind: "refused", tested, result };
      if (standing === "unasked" && kept !== undefined) return { kind: "unasked" };
      proven = standing === "proven";
    }
    if (!(await connections.connect(change))) return { kind: "no_token" };
    if (proven) await connections.markVerified(shop, pixelCode);
    return { kind: "connected", proven };
  };
}
