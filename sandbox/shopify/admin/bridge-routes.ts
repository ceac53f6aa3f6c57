/** What the App Bridge stand-in fetches from inside the app's frame. */
import type { ShopifyGlobal } from "@shopify/app-bridge-types";
import { json, text, type Answer } from "../http.ts";
import type { AdminRoutes } from "./admin-routes.ts";

type Extensions = Awaited<ReturnType<ShopifyGlobal["app"]["extensions"]>>;

/** The answer of `shopify.app.extensions()`: the theme app extension and whether its embed is on. */
export function extensions({ state }: AdminRoutes): Extensions {
  const isOn = state.embed.enabled;
  const embed = {
    target: "head",
    handle: "click-capture",
    name: "TikTok click capture",
    status: isOn ? "active" : "available",
    activations: isOn ? [{ target: "head", themeId: state.themeGid }] : [],
  } as const;
  return [
    {
      handle: "click-capture",
      type: "theme_app_extension",
      activations: [{ ...embed, activations: [...embed.activations] }],
    },
  ];
}

/** Answers the app's own origin only: a session token is a credential, here as at Shopify. */
export function answerBridge(
  routes: AdminRoutes,
  path: string,
  origin: string | undefined,
): Answer | undefined {
  if (path !== "/session-token" && path !== "/app-extensions") return undefined;
  const allowed = new URL(routes.appUrl).origin;
  if (origin !== allowed) return text(403, "Only the app may ask this.", "text/plain");
  const answer =
    path === "/session-token"
      ? text(200, routes.sessionToken(), "text/plain")
      : json(200, extensions(routes));
  return {
    ...answer,
    headers: { ...answer.headers, "access-control-allow-origin": allowed, vary: "Origin" },
  };
}
