import type { ShopRecord } from "../../shops/shop-records.server.ts";
import { missingScopes, PIXEL_SCOPES, type Scope } from "../../shops/scopes.ts";
import type { Problem } from "./problems.ts";

/** What Shopify lets the app do in the shop. */
export type InstallationFacts = Pick<
  ShopRecord,
  "scopes" | "webPixelId" | "webPixelProblem" | "adminProblem" | "adminStatus"
>;

/** What Shopify keeps the app from; each problem goes away by itself once the app gets through. */
export function installationProblems(installation: InstallationFacts | null): Problem[] {
  if (installation === null) return [];
  return [noWayIn(installation), permissionsMissing(installation), webPixelOff(installation)].filter(
    (problem) => problem !== undefined,
  );
}

const NOT_COMPARED =
  "Orders that reach the app are still sent to TikTok. Orders whose message from Shopify went missing are not found meanwhile, and earlier orders are not brought in.";
const GOES_ON = "The app tries again by itself and goes on where it stopped.";

const SHUT: Readonly<Record<number, Pick<Problem, "title" | "todo">>> = {
  402: {
    title: "Shopify has paused the shop because of an unpaid bill",
    todo: `Settle the bill under Settings, Billing in your Shopify admin. ${GOES_ON}`,
  },
  403: {
    title: "Shopify does not let apps into the shop",
    todo: `Ask Shopify's support for the reason. ${GOES_ON}`,
  },
  423: {
    title: "Shopify has locked the shop",
    todo: `Ask Shopify's support for the reason. ${GOES_ON}`,
  },
};

function noWayIn({ adminProblem, adminStatus }: InstallationFacts): Problem | undefined {
  switch (adminProblem as "shut" | "token_refused" | null) {
    case null:
      return undefined;
    case "shut": {
      const words = SHUT[adminStatus ?? 0] ?? SHUT[403];
      return words && { key: "shop_shut", tone: "warning", stops: NOT_COMPARED, ...words };
    }
    case "token_refused":
      return {
        key: "admin_token_refused",
        tone: "critical",
        title: "Shopify no longer accepts the app's access to the shop",
        stops: NOT_COMPARED,
        todo: "Close the app and open it again from the Apps page of your Shopify admin: that gives it new access. If this message stays, remove the app and install it again; within 48 hours it finds its settings and orders as they were.",
      };
  }
}

/** What a shop goes without, permission by permission. The web pixel's have a problem of their own. */
const WITHOUT: Readonly<Partial<Record<Scope, string>>> = {
  read_orders: "Orders do not reach the app, and nothing is sent to TikTok.",
  read_products: "Purchases that are found in Shopify's list of orders lack their products.",
  read_customers: "Purchases that are found in Shopify's list of orders lack the customer's details.",
};

const AGREE = "Open the app from the Apps page of your Shopify admin and agree to what it asks for.";

function permissionsMissing({ scopes }: InstallationFacts): Problem | undefined {
  const missing = missingScopes(scopes).filter((scope) => WITHOUT[scope] !== undefined);
  if (missing.length === 0) return undefined;
  return {
    key: "permissions_missing",
    tone: missing.includes("read_orders") ? "critical" : "warning",
    title: `The app lacks ${missing.length === 1 ? "a permission" : "permissions"}: ${missing.join(", ")}`,
    stops: missing.map((scope) => WITHOUT[scope]).join(" "),
    todo: AGREE,
  };
}

function webPixelOff({ scopes, webPixelId, webPixelProblem }: InstallationFacts): Problem | undefined {
  if (webPixelId !== null) return undefined;
  const lacks = missingScopes(scopes).some((scope) => PIXEL_SCOPES.includes(scope));
  return {
    key: "web_pixel_off",
    tone: "warning",
    title: "The web pixel is not active",
    stops:
      "Orders that bypass the cart, such as express checkouts and cart links, may reach TikTok without their click id. Other orders are not affected.",
    todo: lacks || webPixelProblem === "missing_scope" ? NEW_PERMISSION : activation(webPixelProblem),
    action: { label: "Activate the web pixel", intent: "activate_web_pixel" },
  };
}

const NEW_PERMISSION =
  "The app has a new permission to ask for. Open the app from the Apps page of your Shopify admin, agree to it, and then activate the web pixel.";

const ACTIVATION: Readonly<Record<string, string>> = {
  NO_EXTENSION:
    "The pixel is not part of the app's released version. Tell whoever runs this app; once it is released, the app activates it by itself.",
  unavailable: "Shopify could not be reached. The app tries again by itself; you can also activate it now.",
};

function activation(problem: string | null): string {
  return ACTIVATION[problem ?? ""] ?? "Activate it. If Shopify refuses, try again in a few minutes.";
}
