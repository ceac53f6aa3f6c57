import type { ConformanceCase } from "./cases.ts";
import type { Outcome } from "../scripts/outcome.ts";

/** One field that is not what it should be; undefined is a field that is not there. */
export interface Difference {
  path: string;
  expected: unknown;
  got: unknown;
}

/** How an answer compares. A field that is sent and should be absent counts among those looked at. */
export interface Comparison {
  /** How many fields were looked at. */
  fields: number;
  /** How many of them were right. */
  matched: number;
  differences: Difference[];
}

/** Whether two answers must agree word by word, or only where senders have no choice of their own. */
export type Strictness = "exact" | "foreign";

/** Compares a sender's answer with what the case asks for. */
export function compare({ expected, choices }: ConformanceCase, got: Outcome, by: Strictness): Comparison {
  if ("skipped" in expected) {
    // The words for a reason are each sender's own; that nothing is sent is not.
    if (by === "foreign" && "skipped" in got) return { fields: 1, matched: 1, differences: [] };
    return compareLeaves(leaves(expected), leaves(got), exact);
  }
  if ("skipped" in got) {
    const wanted = [...leaves(expected.event).keys()];
    const fields = wanted.filter((path) => by === "exact" || !isChoice(path, choices)).length;
    return { fields, matched: 0, differences: [{ path: "event", expected: "an event", got }] };
  }
  if (by === "exact") return compareLeaves(leaves(expected), leaves(got), exact);
  const [wanted, found] = [leaves(expected.event), leaves(got.event)];
  for (const path of [...wanted.keys()]) if (isChoice(path, choices)) wanted.delete(path);
  for (const path of [...found.keys()]) if (isChoice(path, choices) || !isOurs(path)) found.delete(path);
  return compareLeaves(wanted, found, tolerant);
}

type Leaves = Map<string, unknown>;
type Agrees = (path: string, expected: unknown, got: unknown) => boolean;

const exact: Agrees = (_path, expected, got) => expected === got;

/** The event has two names that TikTok takes, and an id that may be any text. */
const tolerant: Agrees = (path, expected, got) => {
  if (path === "event") return got === "Purchase" || got === "CompletePayment";
  if (path === "event_id") return typeof got === "string" && got !== "";
  return expected === got;
};

/** Fields that every sender decides for itself. */
const OWN_CHOICE =
  /^(page\b.*|limited_data_use|properties\.(order_id|num_items)|properties\.contents\[\d+\]\.(content_name|brand|content_type))$/;

function isChoice(path: string, choices: readonly string[]): boolean {
  return OWN_CHOICE.test(path) || choices.includes(path);
}

/** Fields that count when a sender has them and should not; what else it sends is not looked at. */
const OURS =
  /^(event|event_id|event_time|user\.(email|phone|external_id|first_name|last_name|zip_code|city|state|country|ip|user_agent|locale|ttclid|ttp)|properties\.(value|currency|content_type|contents(\[\d+\]\.(content_id|price|quantity))?))$/;

function isOurs(path: string): boolean {
  return OURS.test(path);
}

function compareLeaves(expected: Leaves, got: Leaves, agrees: Agrees): Comparison {
  const paths = new Set([...expected.keys(), ...got.keys()]);
  const differences = [...paths]
    .map((path) => ({ path, expected: expected.get(path), got: got.get(path) }))
    .filter((field) => !agrees(field.path, field.expected, field.got));
  return { fields: paths.size, matched: paths.size - differences.length, differences };
}

/** Every value at the end of a path. An empty list or object is a value of its own. */
function leaves(value: unknown, path = "", found: Leaves = new Map()): Leaves {
  const children: [string, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item])
    : typeof value === "object" && value !== null
      ? Object.entries(value).map(([name, member]) => [path === "" ? name : `${path}.${name}`, member])
      : [];
  for (const [childPath, child] of children) leaves(child, childPath, found);
  if (children.length === 0) found.set(path, isEmptyContainer(value) ? JSON.stringify(value) : value);
  return found;
}

function isEmptyContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
