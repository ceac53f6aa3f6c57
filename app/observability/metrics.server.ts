import { collectDefaultMetrics, Registry } from "prom-client";
import type { Outbox } from "../delivery/outbox.ts";
import type { Handover, Send } from "../delivery/turn.ts";
import type { HintOutcome } from "../ingest/hints.server.ts";
import { WEBHOOK_PATHS, type Topic } from "../ingest/topics.ts";
import { ACKNOWLEDGED, type WebhookOutcome } from "../ingest/webhooks.server.ts";
import { SECOND } from "../platform/clock.ts";
import { isKnownCode, kindOf, KNOWN_CODES } from "../tiktok/verdict.ts";
import { createInstruments, type Instruments } from "./instruments.server.ts";
import type { Readiness } from "./readiness.server.ts";

/** Rows that are committed together. */
export type CommitKind = "webhooks" | "hints" | "settlements";

/** Writes rows in one transaction. */
type Commit<Item, Result> = (items: readonly Item[]) => Promise<Result[]>;

/** Where the app is watched. A call costs about a microsecond; no shop is ever a label, for there may be thousands. */
export interface Counting {
  /** A webhook was answered; `topic` is undefined where its path names none. */
  onWebhook(topic: Topic | undefined, outcome: WebhookOutcome, milliseconds: number): void;
  onHint(outcome: HintOutcome): void;
  /** The same, and what TikTok answers is counted. */
  sending(send: Send): Send;
  /** The same, and what is settled is counted. */
  settling(settle: Outbox["settle"]): Outbox["settle"];
  /** The same, and the size and time of each commit are counted. */
  committing<Item, Result>(kind: CommitKind, commit: Commit<Item, Result>): Commit<Item, Result>;
}

/** Counts nothing, and costs nothing. */
export const countNothing: Counting = {
  onWebhook: () => undefined,
  onHint: () => undefined,
  sending: (send) => send,
  settling: (settle) => settle,
  committing: (_kind, commit) => commit,
};

/** What this process counts. */
export interface Metrics extends Counting {
  /** What this process has counted, as Prometheus reads it, with what is known of database and workers. */
  text(readiness: Readiness): Promise<string>;
}

/** Counts, and watches the process itself: memory, processor, event loop, garbage. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const make = createInstruments(registry);
  beginAtZero(make);
  const committing: Counting["committing"] = (kind, commit) => {
    const size = make.commitSize.labels({ kind });
    const seconds = make.commitSeconds.labels({ kind });
    return async (items) => {
      const stop = seconds.startTimer();
      size.observe(items.length);
      try {
        return await commit(items);
      } finally {
        stop();
      }
    };
  };
  return {
    committing,
    onWebhook(topic, outcome, milliseconds) {
      make.webhooks.inc({ topic: topic ?? "none", outcome });
      if (ACKNOWLEDGED.has(outcome)) make.acknowledgements.observe(milliseconds / SECOND);
    },
    onHint(outcome) {
      make.hints.inc({ outcome });
    },
    sending: (send) => async (batch) => {
      const startedAt = performance.now();
      const handover = await send(batch);
      countHandover(make, handover, batch.length, performance.now() - startedAt);
      return handover;
    },
    settling(settle) {
      const commit = committing("settlements", settle);
      return async (settlements) => {
        const settled = await commit(settlements);
        settlements.forEach((settlement, index) => {
          if (settled[index] === true) countSettlement(make, settlement);
          else make.lostLeases.inc();
        });
        return settled;
      };
    },
    text(readiness) {
      const { database, workersAlive = NaN, workerSeenSecondsAgo = Infinity } = readiness;
      make.databaseUp.set(database === "answers" ? 1 : 0);
      make.workers.set(workersAlive);
      make.heartbeatAge.set(database === "answers" ? workerSeenSecondsAgo : NaN);
      return registry.metrics();
    },
  };
}

/** What alert rules wait for: Prometheus does not see the first event of a series that begins with it. */
function beginAtZero(make: Instruments): void {
  for (const topic of Object.keys(WEBHOOK_PATHS))
    for (const outcome of ["accepted", "busy", "not_stored", "bad_signature"] satisfies WebhookOutcome[])
      make.webhooks.inc({ topic, outcome }, 0);
  for (const code of KNOWN_CODES) {
    const labels = { outcome: kindOf(code), code: String(code) };
    make.requests.inc(labels, 0);
    make.verdicts.inc(labels, 0);
  }
  for (const state of ["delivered", "retrying", "paused", "held", "refused", "expired"] as const)
    make.settlements.inc({ state }, 0);
}

function countHandover(make: Instruments, handover: Handover, events: number, milliseconds: number): void {
  if (handover.kind !== "attempted") return;
  const { outcome, answer } = handover.result;
  const labels = { outcome: outcome.kind, code: codeLabel(answer.code) };
  make.requests.inc(labels);
  make.verdicts.inc(labels, events);
  make.requestSeconds.observe({ outcome: outcome.kind }, milliseconds / SECOND);
}

function countSettlement(make: Instruments, { step, claimed, at }: Parameters<Outbox["settle"]>[0][number]) {
  make.settlements.inc({ state: step.state });
  if (step.state === "delivered")
    make.purchaseAge.observe({ lane: claimed.lane }, Math.max(0, at - claimed.placedAt) / SECOND);
}

/** Whatever TikTok sends, the labels stay those of the table of codes. */
function codeLabel(code: number | undefined): string {
  if (code === undefined) return "none";
  return isKnownCode(code) ? String(code) : "other";
}
