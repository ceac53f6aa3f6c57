import { randomUUID } from "node:crypto";
import type { Chore } from "../platform/chores.ts";
import { MINUTE, SECOND } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { createAuthorisations } from "../shops/authorisation.server.ts";
import { createConnectChecked, type TryToken } from "../shops/checked-connection.server.ts";
import { createTikTokLogin, type TikTokLogin } from "../shops/tiktok-login.server.ts";
import { createAccountApi } from "../tiktok/account-api.server.ts";
import { testEvent } from "../tiktok/test-event.ts";
import type { Store } from "./app.ts";

/** TikTok's redirect comes back here: exactly what is registered for the app at TikTok, and the route `tiktok.callback`. */
export const CALLBACK_PATH = "/tiktok/callback";

/** From asking TikTok about an account to the last byte of its answer. */
const ACCOUNT_DEADLINE_MS = 10 * SECOND;

/** Connecting a pixel, and test events for one that is connected. */
export function composeConnecting({
  connections,
  sendEvents,
  recordsOf,
  clock,
}: Pick<Store, "connections" | "sendEvents" | "recordsOf" | "clock">): Pick<
  Store,
  "sendTestEvent" | "connectChecked"
> {
  const tryToken: TryToken = async (shop, pixel) => {
    if (pixel.testEventCode === undefined) return sendEvents(pixel, []);
    const currency = (await recordsOf(shop).shop())?.currency ?? "USD";
    return sendEvents(pixel, [
      JSON.stringify(testEvent(clock(), randomUUID(), currency, `https://${shop}/`)),
    ]);
  };
  return {
    connectChecked: createConnectChecked(connections, tryToken),
    async sendTestEvent(shop, pixelCode) {
      const pixel = await connections.pixelOf(shop, pixelCode);
      if (pixel?.testEventCode === undefined) return undefined;
      const result = await tryToken(shop, pixel);
      if (result.outcome.kind === "delivered") await connections.markVerified(shop, pixel.code);
      return result;
    },
  };
}

/** The way through TikTok's consent page, where the operator has an app there; and what forgets its traces. */
export function composeTikTokLogin(
  { database, vault, clock, connections, connectChecked }: Store,
  { tiktokApp: app, tiktokBaseUrl: baseUrl, shopify: { appUrl } }: Config,
): { tiktokLogin: TikTokLogin | undefined; chore: Chore } {
  const authorisations = createAuthorisations(database.ledger, vault, clock);
  const chore: Chore = {
    name: "old authorisations",
    async run() {
      await authorisations.forgetOld();
      return clock() + MINUTE;
    },
  };
  if (app === undefined) return { tiktokLogin: undefined, chore };
  const api = createAccountApi({
    ...{ fetch, baseUrl, app, deadlineMs: ACCOUNT_DEADLINE_MS },
    redirectUri: appUrl + CALLBACK_PATH,
  });
  return { tiktokLogin: createTikTokLogin({ api, authorisations, connections, connectChecked }), chore };
}
