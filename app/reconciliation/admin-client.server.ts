import type { z } from "zod";
import { SECOND, type Clock } from "../platform/clock.ts";
import { readAnswer, type AdminAnswer, type AdminFailure } from "./admin-answer.ts";
import type { AdminPost } from "./admin-post.server.ts";
import { CostBudget } from "./cost-budget.ts";
import { whatIsWrong } from "./order-pages.ts";

/** One question to the Admin API. */
export interface Question<T> {
  document: string;
  variables?: Record<string, unknown>;
  /** What it is believed to cost. */
  points: number;
  /** Reads `data`. */
  schema: z.ZodType<T>;
  /** May be asked again when it is not known whether Shopify acted on it. */
  repeatable: boolean;
}

/** What came of a question. `withheld` names the fields the app may not read; `requested` is what the question cost before it ran. */
export type Answered<T> =
  | { kind: "ok"; value: T; withheld: string[]; requested: number | undefined }
  /** More than a single query may cost: to be asked for less. */
  | { kind: "too_dear"; points: number; limit: number }
  | AdminFailure;

/** Asks the Admin API of any shop, within half of what that shop allows. Never throws. */
export interface AdminClient {
  ask<T>(shop: string, question: Question<T>): Promise<Answered<T>>;
  /** What one question may cost on this shop. */
  targetOf(shop: string): number;
}

/** What the client needs. */
export interface AdminClientOptions {
  post: AdminPost;
  clock: Clock;
  sleep: (milliseconds: number) => Promise<void>;
  random: () => number;
  /** How long one question may wait for points in all; then it is `throttled`. */
  patienceMs?: number;
}

const PATIENCE = 30 * SECOND;
const TRIES = 4;
const FIRST_PAUSE = SECOND / 2;

/** How a question has gone so far. */
interface Course {
  points: number;
  waited: number;
  throttled: number;
  failed: number;
}

/** Makes the client; what it learns of a shop's bucket is kept in memory. */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const { clock, sleep, patienceMs = PATIENCE } = options;
  const budgets = new Map<string, CostBudget>();
  const budgetOf = (shop: string): CostBudget => {
    const known = budgets.get(shop) ?? new CostBudget();
    budgets.set(shop, known);
    return known;
  };

  /** Waits, or says until when it would have to. */
  async function wait(milliseconds: number, course: Course): Promise<AdminFailure | undefined> {
    if (course.waited + milliseconds > patienceMs)
      return { kind: "throttled", until: clock() + milliseconds };
    course.waited += milliseconds;
    if (milliseconds > 0) await sleep(milliseconds);
    return undefined;
  }

  async function ask<T>(shop: string, question: Question<T>): Promise<Answered<T>> {
    const budget = budgetOf(shop);
    const course: Course = { points: question.points, waited: 0, throttled: 0, failed: 0 };
    for (;;) {
      const missing = budget.waitFor(course.points, clock());
      if (missing > 0) {
        const throttled = await wait(missing, course);
        if (throttled !== undefined) return throttled;
        continue;
      }
      const answer = await askOnce(shop, question, course.points);
      course.points = answer.cost?.requested ?? course.points;
      const pause = pauseAfter(answer, question, course, options.random);
      if (pause === undefined) return settled(answer, question);
      if (answer.kind === "unavailable") {
        await sleep(pause);
        continue;
      }
      const throttled = await wait(pause, course);
      if (throttled !== undefined) return throttled;
    }
  }

  async function askOnce(shop: string, question: Question<unknown>, points: number): Promise<AdminAnswer> {
    const budget = budgetOf(shop);
    const { document, variables = {} } = question;
    budget.asked(points);
    const came = await options.post(shop, JSON.stringify({ query: document, variables }));
    const answer = typeof came === "string" ? unanswered(came) : readAnswer(came);
    budget.answered(points, answer.cost, clock());
    return answer;
  }

  return { ask, targetOf: (shop) => budgetOf(shop).target };
}

function unanswered(came: "no_token" | "unreachable"): AdminAnswer {
  return { kind: came === "no_token" ? "unauthorised" : "unavailable" };
}

/** Milliseconds until the question is worth asking again; undefined when this answer is the last. */
function pauseAfter(
  answer: AdminAnswer,
  { repeatable }: Question<unknown>,
  course: Course,
  random: () => number,
): number | undefined {
  switch (answer.kind) {
    case "short_of_points":
      // The budget knows how long the points take. What it does not know of, Shopify's other throttles, takes longer with every refusal.
      course.throttled += 1;
      return course.throttled === 1 && answer.cost !== undefined ? 0 : growing(course.throttled, random);
    case "slow_down":
      course.throttled += 1;
      return answer.retryAfterMs ?? growing(course.throttled, random);
    case "unavailable":
      course.failed += 1;
      return repeatable && course.failed < TRIES ? growing(course.failed, random) : undefined;
    case "data":
    case "too_dear":
    case "unauthorised":
    case "access_denied":
    case "frozen":
    case "malformed":
      return undefined;
  }
}

/** Half a second, one, two, … with up to half of it left out by chance, so that many shops do not come back at once. */
function growing(times: number, random: () => number): number {
  return Math.round(FIRST_PAUSE * 2 ** (times - 1) * (1 - random() / 2));
}

/** The last answer as what is told. */
function settled<T>(answer: AdminAnswer, { schema }: Question<T>): Answered<T> {
  switch (answer.kind) {
    case "data": {
      const parsed = schema.safeParse(answer.data);
      if (!parsed.success) return { kind: "malformed", what: whatIsWrong(parsed.error) };
      return { kind: "ok", value: parsed.data, withheld: answer.withheld, requested: answer.cost?.requested };
    }
    case "access_denied":
      return { kind: "access_denied", scope: answer.scope };
    case "frozen":
      return { kind: "frozen", status: answer.status };
    case "malformed":
      return { kind: "malformed", what: answer.what };
    case "too_dear":
      return { kind: "too_dear", points: answer.points, limit: answer.limit };
    case "unauthorised":
      return { kind: "unauthorised" };
    case "unavailable":
    case "slow_down":
    case "short_of_points":
      return { kind: "unavailable" };
  }
}
