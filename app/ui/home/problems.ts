import type { Shop } from "@prisma/client";
import type { PixelRecord, ShopCounts, ShopTroubles } from "../../shops/shop-records.server.ts";
import { wordsFor } from "../../tiktok/words.ts";
import { counted } from "../formats.ts";

/** What Home's own action can do. */
export type HomeIntent = "activate_web_pixel";

/** Something the merchant should know or do: what broke, what it stops, what to do. */
export interface Problem {
  key: string;
  tone: "critical" | "warning";
  title: string;
  stops: string;
  todo: string;
  /** TikTok's own words about it. */
  answer?: string;
  action?: { label: string; url: string } | { label: string; intent: HomeIntent };
  /** The orders it is about. */
  orders?: { name: string; url: string }[];
}

/** What problems are read from. */
export interface ProblemFacts {
  pixel: PixelRecord | null;
  /** Whether the saved token can be opened with the keys there are. */
  tokenReadable: boolean;
  counts: ShopCounts;
  troubles: ShopTroubles;
  /** What Shopify knows of the app in the shop; null before the app was first opened. */
  installation: Pick<Shop, "scopes" | "webPixelId"> | null;
}

const CONNECTION = { label: "Open the connection", url: "/app/connection" };

/** Every problem the server can see. A shop that has not begun yet has none: it has set-up steps. */
export function findProblems(facts: ProblemFacts): Problem[] {
  return [
    connectionProblem(facts),
    ...stoppedProblems(facts.troubles),
    webPixelOff(facts),
    testMode(facts),
    unreadable(facts),
  ].filter((problem) => problem !== undefined);
}

function connectionProblem(facts: ProblemFacts): Problem | undefined {
  const { pixel, tokenReadable, counts } = facts;
  const stops = whatWaits(counts);
  if (pixel === null) {
    const begun = counts.waitingOrders > 0 || Object.keys(counts.byState).length > 0;
    return begun ? { ...NOT_CONNECTED, stops, action: CONNECTION } : undefined;
  }
  if (pixel.pausedAt !== null) return { ...refusedToken(pixel), stops, action: CONNECTION };
  return tokenReadable ? undefined : { ...TOKEN_UNREADABLE, stops, action: CONNECTION };
}

const NOT_CONNECTED = {
  key: "not_connected",
  tone: "critical",
  title: "TikTok is not connected",
  todo: "Save your pixel code and access token under TikTok connection.",
} as const;

const TOKEN_UNREADABLE = {
  key: "token_unreadable",
  tone: "critical",
  title: "The saved access token can no longer be read",
  todo: "The app's encryption key has changed. Save the access token again under TikTok connection.",
} as const;

function refusedToken(pixel: PixelRecord) {
  const { title, advice } = wordsFor(
    "unauthorised",
    pixel.pausedCode === null ? {} : { code: pixel.pausedCode },
  );
  const said = [pixel.pausedMessage, pixel.pausedCode === null ? null : `(code ${pixel.pausedCode})`];
  const answer = said.filter((part) => part !== null).join(" ");
  const words = { key: "token_refused", tone: "critical", title, todo: advice } as const;
  return answer === "" ? words : { ...words, answer };
}

function whatWaits({ byState, waitingOrders }: ShopCounts): string {
  const waiting = waitingOrders + (byState["paused"] ?? 0);
  if (waiting === 0) return "No purchase is sent to TikTok.";
  const kept = waiting === 1 ? "is kept and goes out by itself" : "are kept and go out by themselves";
  return `No purchase is sent to TikTok. ${counted(waiting, "order")} ${kept} once this is solved.`;
}

function stoppedProblems({ stopped, moreStopped }: ShopTroubles): (Problem | undefined)[] {
  const ordersIn = (state: string) =>
    stopped
      .filter((one) => one.state === state)
      .map(({ orderId, orderName }) => ({ name: orderName, url: `/app/orders/${orderId}` }));
  const more = moreStopped ? " There are more than these." : "";
  return [
    aboutOrders(ordersIn("held"), {
      key: "held",
      tone: "warning",
      title: "Some purchases wait for a person",
      stops: "They are not sent until somebody has looked at them.",
      todo: `Open each one to read what happened.${more}`,
    }),
    aboutOrders(ordersIn("refused"), {
      key: "refused",
      tone: "critical",
      title: "TikTok refused some purchases",
      stops: "TikTok does not count them. Other purchases are not affected.",
      todo: `Open each one to read TikTok's reason.${more}`,
    }),
  ];
}

function aboutOrders(orders: { name: string; url: string }[], problem: Problem): Problem | undefined {
  return orders.length === 0 ? undefined : { ...problem, orders };
}

function testMode({ pixel }: ProblemFacts): Problem | undefined {
  if (pixel?.testEventCode == null) return undefined;
  return {
    key: "test_mode",
    tone: "warning",
    title: "Test mode is on",
    stops: `Purchases are shown in Test Events under ${pixel.testEventCode} and are not counted.`,
    todo: "When you have finished testing, turn test mode off under TikTok connection.",
    action: CONNECTION,
  };
}

/** What the web pixel needs (shopify.app.toml). A scope that may be written may also be read. */
const PIXEL_SCOPES = ["write_pixels", "read_customer_events"];

function webPixelOff({ installation }: ProblemFacts): Problem | undefined {
  if (installation === null || installation.webPixelId !== null) return undefined;
  const granted = installation.scopes.split(",");
  const missing = PIXEL_SCOPES.some((scope) => !granted.includes(scope));
  return {
    key: "web_pixel_off",
    tone: "warning",
    title: "The web pixel is not active",
    stops:
      "Orders that bypass the cart, such as express checkouts and cart links, may reach TikTok without their click id. Other orders are not affected.",
    todo: missing
      ? "The app has a new permission to ask for. Open the app from the Apps page of your Shopify admin, agree to it, and then activate the web pixel."
      : "Activate it. If Shopify refuses, try again in a few minutes.",
    action: { label: "Activate the web pixel", intent: "activate_web_pixel" },
  };
}

function unreadable({ troubles }: ProblemFacts): Problem | undefined {
  if (troubles.unreadable === 0) return undefined;
  const messages = counted(troubles.unreadable, "message");
  return {
    key: "unreadable",
    tone: "warning",
    title: `${messages} from Shopify could not be read`,
    stops: "If they were orders, those orders are not sent to TikTok.",
    todo: "They are kept, encrypted. Tell whoever runs this app to look at them.",
  };
}
