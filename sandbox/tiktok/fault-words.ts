/** Faults in words, and the list of them that a person can choose from. */
import { CODES, type CodeGroup, meaningOf } from "./codes.ts";
import type { Fault } from "./faults.ts";

/** What TikTok does, and whether it counts the events; a sentence without its full stop. */
export function describe(fault: Fault): string {
  switch (fault.kind) {
    case "code":
      return `Answers ${statusOf(fault)}${fault.code}, ${meaningOf(fault.code)}${waiting(fault)}; ${counting(fault.taken ?? false)}`;
    case "http":
      return `The gateway answers HTTP ${fault.status} with a page${waiting(fault)}; ${counting(fault.taken ?? false)}`;
    case "empty":
      return `Answers ${statusOf(fault)}with nothing in it; ${counting(fault.taken ?? true)}`;
    case "truncated":
      return `Answers with half a body; ${counting(fault.taken ?? true)}`;
    case "wrong-length":
      return `Says its answer is ${Math.abs(fault.by)} bytes ${fault.by > 0 ? "longer" : "shorter"} than it is; ${counting(fault.taken ?? true)}`;
    case "drip":
      return `Answers one byte every ${fault.everyMs} ms; ${counting(fault.taken ?? true)}`;
    case "stall":
      return `Stops in the middle of its answer and stays silent; ${counting(fault.taken ?? true)}`;
    case "reset-before":
      return `Resets the connection before it reads the events; ${counting(false)}`;
    case "reset-after":
      return `Resets the connection once it has read the events; ${counting(fault.taken ?? true)}`;
    case "reset-midway":
      return `Resets the connection in the middle of its answer; ${counting(fault.taken ?? true)}`;
    case "hang":
      return `Never answers; ${counting(fault.taken ?? false)}`;
    case "partial":
      return `Answers 20001, takes all events but ${places(fault.refused)}; ${counting(true, "the others count")}`;
    case "bad-event":
      return `Refuses the whole batch for the ${fault.field} of ${places([fault.index])}; ${counting(false)}`;
    case "throttle-pixel":
      return `Throttles pixel ${fault.pixel} for its next ${fault.count} requests; ${counting(false)}`;
  }
}

function counting(isTaken: boolean, then = "the events count"): string {
  return isTaken ? then : "nothing counts";
}

function statusOf({ status = 200 }: { status?: number | undefined }): string {
  return status === 200 ? "" : `HTTP ${status}, `;
}

function waiting({ retryAfter }: { retryAfter?: number | undefined }): string {
  return retryAfter === undefined ? "" : ` and asks to wait ${retryAfter} s`;
}

function places(indices: readonly number[]): string {
  return indices.length === 1
    ? `number ${(indices[0] ?? 0) + 1}`
    : `numbers ${indices.map((index) => index + 1).join(", ")}`;
}

/** Faults of one sort. */
export interface FaultGroup {
  title: string;
  faults: readonly Fault[];
}

/** What a person can choose from; tests and chaos runs may ask for more. */
export const FAULT_GROUPS: readonly FaultGroup[] = [
  {
    title: "The connection breaks",
    faults: [
      { kind: "reset-before" },
      { kind: "reset-after", taken: true },
      { kind: "reset-after", taken: false },
      { kind: "reset-midway", taken: true },
      { kind: "hang", taken: true },
      { kind: "hang", taken: false },
      { kind: "stall", taken: true },
    ],
  },
  {
    title: "The answer is damaged",
    faults: [
      { kind: "empty", taken: true },
      { kind: "empty", taken: false },
      { kind: "truncated", taken: true },
      { kind: "truncated", taken: false },
      { kind: "wrong-length", by: 20, taken: true },
      { kind: "wrong-length", by: -20, taken: true },
      { kind: "drip", everyMs: 200, taken: true },
    ],
  },
  {
    title: "The gateway answers",
    faults: [
      { kind: "http", status: 429 },
      { kind: "http", status: 429, retryAfter: 5 },
      { kind: "code", code: 40100, status: 429 },
      ...[500, 502, 503].map((status): Fault => ({ kind: "http", status })),
      { kind: "http", status: 503, retryAfter: 5 },
      { kind: "http", status: 504, taken: true },
      { kind: "http", status: 504, taken: false },
      { kind: "http", status: 200 },
      { kind: "http", status: 403 },
      { kind: "http", status: 302 },
    ],
  },
  {
    title: "Part of a batch",
    faults: [
      { kind: "partial", refused: [0] },
      { kind: "code", code: 20001, taken: true },
      { kind: "code", code: 20001, taken: false },
      { kind: "bad-event", index: 0, field: "event_id" },
      { kind: "bad-event", index: 3, field: "event_id" },
    ],
  },
  ...groupsOfCodes(),
];

function groupsOfCodes(): FaultGroup[] {
  const titles: Readonly<Record<CodeGroup, string>> = {
    accepted: "Codes of what is accepted",
    "too busy": "Codes: TikTok is too busy",
    broken: "Codes: TikTok is broken",
    "the merchant must act": "Codes: the merchant must act",
    "the request is wrong": "Codes: the request is wrong",
    "the operator must act": "Codes: whoever runs the app must act",
  };
  const groups = Object.entries(titles).map(([group, title]) => ({
    title,
    faults: CODES.filter((known) => known.group === group && known.code !== 20001).map(({ code }): Fault => ({
      kind: "code",
      code,
    })),
  }));
  const odd: Fault[] = [
    { kind: "code", code: 50000, taken: true },
    { kind: "code", code: 99999 },
    { kind: "code", code: 99999, taken: true },
  ];
  return [...groups, { title: "Codes that mislead", faults: odd }];
}
