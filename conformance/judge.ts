import { mapBody } from "../app/tiktok/mapping.ts";
import { settingsSchema } from "../app/shops/settings.ts";
import type { ConformanceCase } from "./cases.ts";
import { compare, type Difference, type Strictness } from "./compare.ts";
import { outcomeOf, type Outcome } from "../scripts/outcome.ts";
import { askSender } from "./sender.ts";

/** What came of one case. */
export interface CaseResult {
  name: string;
  why: string;
  verdict: "passed" | "failed";
  /** How many fields were compared, and how many of them were right. */
  fields: number;
  matched: number;
  differences: Difference[];
  /** Why there was nothing to compare. */
  problem?: string;
}

/** When the webhooks of the set came, where a case does not say. */
const RECEIVED_AT = Date.UTC(2026, 10, 22, 12, 0, 1);

/** The mapper's own answer to a case. */
export function ownOutcome({ body, settings, context }: ConformanceCase): Outcome {
  const now = context.now === undefined ? undefined : Date.parse(context.now);
  return outcomeOf(
    mapBody(body, settingsSchema.parse(settings ?? {}), {
      now,
      receivedAt: now ?? RECEIVED_AT,
      shopCountry: context.shopCountry,
      testMode: context.testMode ?? false,
    }),
  );
}

/** Runs a case against the mapper itself. */
export function judgeOwn(one: ConformanceCase): CaseResult {
  return resultOf(one, ownOutcome(one), "exact");
}

/** Runs a case against another program. */
export async function judgeSender(
  one: ConformanceCase,
  command: string,
  timeoutMs: number,
): Promise<CaseResult> {
  const answer = await askSender(command, one.body, timeoutMs);
  if (answer.ok) return resultOf(one, answer.outcome, "foreign");
  const nothing = resultOf(one, { skipped: "" }, "exact");
  return { ...nothing, verdict: "failed", matched: 0, differences: [], problem: answer.problem };
}

/** Whether a case can be put to a program that knows neither our settings nor our policies. */
export function isForEveryone({ settings, context, policy }: ConformanceCase): boolean {
  return settings === undefined && Object.keys(context).length === 0 && !policy;
}

function resultOf(one: ConformanceCase, got: Outcome, by: Strictness): CaseResult {
  const { fields, matched, differences } = compare(one, got, by);
  const verdict = differences.length === 0 ? "passed" : "failed";
  return { name: one.name, why: one.why, verdict, fields, matched, differences };
}
