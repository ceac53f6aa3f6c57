import type { Translate } from "../../locales/translate.ts";
import type { ShopRecord } from "../../shops/shop-records.server.ts";
import { missingScopes, PIXEL_SCOPES, type Scope } from "../../shops/scopes.ts";
import type { Formats } from "../formats.ts";
import type { Problem } from "./problems.ts";

/** What Shopify lets the app do in the shop. */
export type InstallationFacts = Pick<
  ShopRecord,
  "scopes" | "webPixelId" | "webPixelProblem" | "adminProblem" | "adminStatus"
>;

/** What Shopify keeps the app from; each problem goes away by itself once the app gets through. */
export function installationProblems(installation: InstallationFacts | null, formats: Formats): Problem[] {
  if (installation === null) return [];
  return [
    noWayIn(installation, formats.t),
    permissionsMissing(installation, formats),
    webPixelOff(installation, formats.t),
  ].filter((problem) => problem !== undefined);
}

function noWayIn({ adminProblem, adminStatus }: InstallationFacts, t: Translate): Problem | undefined {
  const stops = t("home.installation.not_compared");
  switch (adminProblem as "shut" | "token_refused" | null) {
    case null:
      return undefined;
    case "shut": {
      const why = whyShut(adminStatus);
      return {
        ...{ key: "shop_shut", tone: "warning", stops },
        title: t(`home.installation.shut.${why}.title`),
        todo: t(`home.installation.shut.${why}.todo`),
      };
    }
    case "token_refused":
      return {
        ...{ key: "admin_token_refused", tone: "critical", stops },
        title: t("home.installation.token_refused.title"),
        todo: t("home.installation.token_refused.todo"),
      };
  }
}

/** By the HTTP status of Shopify's answer. */
function whyShut(status: number | null): "unpaid" | "forbidden" | "locked" {
  if (status === 402) return "unpaid";
  return status === 423 ? "locked" : "forbidden";
}

/** The permissions that a shop goes without something for. The web pixel's have a problem of their own. */
const NEEDED = ["read_orders", "read_products", "read_customers"] as const satisfies readonly Scope[];

function permissionsMissing({ scopes }: InstallationFacts, { t, list }: Formats): Problem | undefined {
  const lacking = missingScopes(scopes);
  const missing = NEEDED.filter((scope) => lacking.includes(scope));
  if (missing.length === 0) return undefined;
  return {
    key: "permissions_missing",
    tone: missing.includes("read_orders") ? "critical" : "warning",
    title: t("home.installation.permissions.title", { count: missing.length, names: list(missing) }),
    stops: missing.map((scope) => t(`home.installation.permissions.without.${scope}`)).join(" "),
    todo: t("home.installation.permissions.todo"),
  };
}

function webPixelOff(installation: InstallationFacts, t: Translate): Problem | undefined {
  if (installation.webPixelId !== null) return undefined;
  return {
    ...{ key: "web_pixel_off", tone: "warning" },
    title: t("home.installation.web_pixel.title"),
    stops: t("home.installation.web_pixel.stops"),
    todo: t(`home.installation.web_pixel.todo.${whatActivates(installation)}`),
    action: { label: t("home.installation.web_pixel.action"), intent: "activate_web_pixel" },
  };
}

function whatActivates({
  scopes,
  webPixelProblem,
}: InstallationFacts): "permission" | "not_released" | "unavailable" | "activate" {
  if (missingScopes(scopes).some((scope) => PIXEL_SCOPES.includes(scope))) return "permission";
  if (webPixelProblem === "missing_scope") return "permission";
  if (webPixelProblem === "NO_EXTENSION") return "not_released";
  return webPixelProblem === "unavailable" ? "unavailable" : "activate";
}
