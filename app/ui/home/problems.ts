import type { ShopBacklog, ShopTroubles } from "../../shops/shop-records.server.ts";
import type { Translate } from "../../locales/translate.ts";
import type { Formats } from "../formats.ts";
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
    ...stoppedProblems(facts.troubles, formats.t),
    ...installationProblems(facts.installation, formats),
    ...testModes(facts.pixels, formats.t),
    unreadable(facts.troubles, formats.t),
  ].filter((problem) => problem !== undefined);
}

function stoppedProblems({ stopped, moreStopped }: ShopTroubles, t: Translate): (Problem | undefined)[] {
  const about = (state: "held" | "refused", tone: Problem["tone"]): Problem | undefined => {
    const orders = stopped
      .filter((one) => one.state === state)
      .map(({ orderId, orderName }) => ({ name: orderName, url: `/app/orders/${orderId}` }));
    if (orders.length === 0) return undefined;
    const todo = t(`home.problem.${state}.todo`);
    return {
      ...{ key: state, tone, orders },
      title: t(`home.problem.${state}.title`),
      stops: t(`home.problem.${state}.stops`),
      todo: moreStopped ? `${todo} ${t("home.problem.more")}` : todo,
    };
  };
  return [about("held", "warning"), about("refused", "critical")];
}

function unreadable({ unreadable: count }: ShopTroubles, t: Translate): Problem | undefined {
  if (count === 0) return undefined;
  return {
    ...{ key: "unreadable", tone: "warning" },
    title: t("home.problem.unreadable.title", { count }),
    stops: t("home.problem.unreadable.stops"),
    todo: t("home.problem.unreadable.todo"),
  };
}
