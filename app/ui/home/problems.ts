import type { ShopBacklog, ShopTroubles } from "../../shops/shop-records.server.ts";
import { counted, type Formats } from "../formats.ts";
import type { PixelFacts } from "../connection/connection-view.ts";
import { installationProblems, type InstallationFacts } from "./installation-problems.ts";
import { connectionProblems, testModes } from "./pixel-problems.ts";

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
  /** Every connected pixel, the oldest first. */
  pixels: readonly PixelFacts[];
  backlog: ShopBacklog;
  troubles: ShopTroubles;
  /** What Shopify knows of the app in the shop; null before the app was first opened. */
  installation: InstallationFacts | null;
}

/** Every problem the server can see. A shop that has not begun yet has none: it has set-up steps. */
export function findProblems(facts: ProblemFacts, formats: Formats): Problem[] {
  return [
    ...connectionProblems(facts.pixels, facts.backlog, formats),
    ...stoppedProblems(facts.troubles),
    ...installationProblems(facts.installation),
    ...testModes(facts.pixels),
    unreadable(facts),
  ].filter((problem) => problem !== undefined);
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
