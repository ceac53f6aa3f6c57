import type { Catalogue } from "../../locales/translate.ts";

/** The pages of the navigation in Shopify's sidebar, in its order. */
export const NAVIGATION = [
  { name: "home", path: "/app" },
  { name: "orders", path: "/app/orders" },
  { name: "coverage", path: "/app/coverage" },
  { name: "click_test", path: "/app/click-test" },
  { name: "landing_page", path: "/app/landing-page" },
  { name: "senders", path: "/app/senders" },
  { name: "connection", path: "/app/connection" },
  { name: "settings", path: "/app/settings" },
  { name: "alerts", path: "/app/alerts" },
  { name: "activity", path: "/app/activity" },
] as const satisfies readonly { name: keyof Catalogue["frame"]["navigation"]; path: string }[];
