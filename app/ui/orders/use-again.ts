import { useEffect, useRef, useState } from "react";
import { NOTHING_YET, withStep, type AgainAnswer, type AgainSum } from "./again-answer.ts";

/** What is to be sent again: the question, and the rows that were chosen by hand. */
export interface AgainRequest {
  query: string;
  refs: readonly string[] | undefined;
}

/** How far sending again has come. */
export type AgainStage =
  | { kind: "checking" | "ready" | "check_failed"; sum: AgainSum }
  | { kind: "sending" | "done" | "failed"; sum: AgainSum; total: number };

/** Finds out what sending again would do, and then does it, step by step. Whoever leaves or stops in between has lost nothing. */
export function useAgain({ query, refs }: AgainRequest) {
  const [stage, setStage] = useState<AgainStage>({ kind: "checking", sum: NOTHING_YET });
  const stopped = useRef(false);
  const asked = useRef({ query, refs: refs?.join(",") });

  /** False when a step failed. */
  async function walk(dryRun: "yes" | "no", told: (sum: AgainSum) => void): Promise<boolean> {
    let sum = NOTHING_YET;
    let after: string | undefined;
    do {
      const step = await post({ ...asked.current, after, dryRun }).catch(() => undefined);
      if (step === undefined) return false;
      sum = withStep(sum, step);
      told(sum);
      after = step.next;
    } while (after !== undefined && !stopped.current);
    return true;
  }

  useEffect(() => {
    stopped.current = false;
    let last = NOTHING_YET;
    void walk("yes", (sum) => {
      last = sum;
      setStage({ kind: "checking", sum });
    }).then((whole) => {
      if (!stopped.current) setStage({ kind: whole ? "ready" : "check_failed", sum: last });
    });
    return () => {
      stopped.current = true;
    };
  }, []);

  async function send(): Promise<void> {
    const total = stage.sum.again;
    let last = NOTHING_YET;
    setStage({ kind: "sending", sum: last, total });
    const whole = await walk("no", (sum) => {
      last = sum;
      setStage({ kind: "sending", sum, total });
    });
    setStage({ kind: whole ? "done" : "failed", sum: last, total });
  }

  return {
    stage,
    send: () => {
      void send();
    },
    stop: () => {
      stopped.current = true;
    },
  };
}

type StepFields = Readonly<Record<"query" | "dryRun", string>> &
  Readonly<Record<"refs" | "after", string | undefined>>;

/** By fetch, which carries the session token. */
async function post(fields: StepFields): Promise<AgainAnswer> {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const response = await fetch("/app/orders/again?_data=routes%2Fapp.orders_.again", {
    method: "POST",
    body: new URLSearchParams(given),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as AgainAnswer;
}
