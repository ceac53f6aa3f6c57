import type { Translate } from "../../locales/translate.ts";
import type { DayCoverage } from "../../reconciliation/coverage.ts";
import type { OrderLine, ShopMilestones } from "../../shops/shop-records.server.ts";
import type { CoverageGroup } from "../../shops/click-coverage.server.ts";
import type { EmbedHeartbeat } from "../../shops/embed-heartbeat.server.ts";
import type { Status } from "../delivery/status.ts";
import type { Formats, Moment } from "../formats.ts";
import { clickIdOf, readFacts, orderTotal, removalOf } from "../orders/order-facts.ts";
import { orderStatus } from "../orders/order-status.ts";
import { coverageView, type CoverageView } from "./coverage.ts";
import { embedLink, embedProblem, type EmbedState } from "./app-embed.ts";
import { embedSeen, embedStatus, type EmbedSeen, type EmbedStatus } from "./app-embed-status.ts";
import type { DataRequest } from "../../privacy/data-requests.server.ts";
import { dataRequestProblem } from "./data-request-problem.ts";
import { figuresView, type FiguresView } from "./figures.ts";
import type { SenderVerdict } from "../../shops/sender-verdict.ts";
import { senderProblem } from "./sender-problem.ts";
import { findProblems, type Problem, type ProblemFacts } from "./problems.ts";
import { purchasesView, type PurchasesView } from "./purchases.ts";
import { embedStep, serverSteps, type SetupStep } from "./setup.ts";

/** How many orders Home lists. */
export const ORDERS_LISTED = 10;

/** Days that the coverage looks back: TikTok's longest click window. */
export const COVERAGE_DAYS = 28;

/** One order of the list. */
export interface OrderRow {
  orderId: string;
  name: string;
  url: string;
  placed: Moment;
  value?: string;
  /** Absent when it is no longer kept. */
  hasClickId?: boolean;
  status: Status;
}

/** What the server knows about Home; the browser adds the app embed. */
export interface HomeView {
  connected: boolean;
  embedLink: string;
  embedSeen: EmbedSeen;
  problems: Problem[];
  steps: SetupStep[];
  orders: OrderRow[];
  coverage: CoverageView;
  purchases: PurchasesView;
  figures: FiguresView;
  timeZone: string;
  /** An order is on its way: look again soon. */
  moving: boolean;
}

/** What Home is read from. */
export interface HomeFacts extends ProblemFacts {
  shop: string;
  apiKey: string;
  milestones: ShopMilestones;
  heartbeat: EmbedHeartbeat;
  orders: OrderLine[];
  coverage: CoverageGroup[];
  /** Shopify's orders beside TikTok's answers, the newest day first. */
  days: readonly DayCoverage[];
  /** Whether something else reports purchases to the same pixels. */
  senders: SenderVerdict;
  /** What customers asked for, those first that nobody has answered. */
  requests?: readonly DataRequest[];
}

/** Home as the server knows it. */
export function homeView(facts: HomeFacts, formats: Formats): HomeView {
  const { shop, apiKey, pixels } = facts;
  const connected = pixels.length > 0;
  const orders = facts.orders.map((order) => orderRow(order, connected, formats));
  return {
    connected,
    embedLink: embedLink(shop, apiKey),
    embedSeen: embedSeen(facts.heartbeat, COVERAGE_DAYS, formats),
    problems: [
      ...findProblems(facts, formats),
      ...senderProblem(facts.senders, formats.t),
      ...dataRequestProblem(facts.requests ?? [], formats),
    ],
    steps: serverSteps(facts, formats.t),
    orders,
    purchases: purchasesView(facts.days, formats),
    figures: figuresView(facts.days, formats),
    coverage: coverageView(facts.coverage, COVERAGE_DAYS, formats),
    timeZone: formats.timeZone,
    moving: orders.some(({ status }) => status.moving),
  };
}

/** Home with everything that is known. */
export interface WholeHome {
  embed: EmbedStatus;
  /** What stops most comes first. */
  problems: Problem[];
  /** What there is to set up; empty when nothing is left. */
  steps: SetupStep[];
  /** How many steps the set-up had, once every one is done. */
  stepsDone?: number;
  /** Nothing is wrong and nothing is left to set up. */
  allWell: boolean;
}

/** Adds what the browser knows of the app embed: a problem once TikTok is connected, a step of the set-up before. */
export function withEmbed(
  view: Pick<HomeView, "connected" | "embedLink" | "embedSeen" | "problems" | "steps">,
  state: EmbedState,
  t: Translate,
): WholeHome {
  const embed = embedStatus(state, view.embedSeen, t);
  const problem = view.connected ? embedProblem(embed, view.embedLink, t) : undefined;
  const problems = worstFirst(problem === undefined ? view.problems : [...view.problems, problem]);
  const first = embedStep(embed, problem === undefined ? view.embedLink : undefined, t);
  const steps = [first, ...view.steps];
  const left = steps.filter(
    ({ key, state }) => state === "todo" && (key !== "embed" || problem === undefined),
  );
  return {
    embed,
    problems,
    steps: left.length === 0 ? [] : steps,
    ...(steps.every(({ state }) => state === "done") ? { stepsDone: steps.length } : {}),
    allWell: problems.length === 0 && left.length === 0 && first.state === "done",
  };
}

function worstFirst(problems: readonly Problem[]): Problem[] {
  return [
    ...problems.filter(({ tone }) => tone === "critical"),
    ...problems.filter(({ tone }) => tone === "warning"),
  ];
}

function orderRow(order: OrderLine, connected: boolean, formats: Formats): OrderRow {
  const facts = readFacts(order);
  const value = orderTotal(facts, formats);
  return {
    orderId: order.orderId,
    name: order.name,
    url: `/app/orders/${order.orderId}`,
    placed: formats.shortMoment(facts.placedAt ?? order.receivedAt),
    ...(value === undefined ? {} : { value }),
    ...(removalOf(order) === undefined ? { hasClickId: clickIdOf(order) !== undefined } : {}),
    status: orderStatus(order, connected, formats),
  };
}
