import { z } from "zod";
import { DAY, HOUR, MINUTE } from "../platform/clock.ts";
import { CONDITIONS, type Condition } from "./condition.ts";
import type { Sign } from "./signs.ts";

/**
 * How a condition stands in a shop.
 * - quiet: nothing is wrong
 * - suspected: it is bad, and not for long enough to be told
 * - open: it was told
 * - recovering: it was told, and it is good again, not for long enough to be told
 */
export interface Course {
  phase: "quiet" | "suspected" | "open" | "recovering";
  /** When the phase began. */
  since: number;
  /** The alert that is open. */
  alert?: number | undefined;
  /** When the last one ended. */
  closedAt?: number | undefined;
  /** It came back soon after the last one ended. */
  relapse?: boolean | undefined;
}

/** What a step comes to. `end`: nobody wants to know any more, and nobody is told. */
export interface CourseStep {
  course: Course;
  event?: "open" | "close" | "end";
}

/** Bad for so long before it is told: what mends itself at once is nobody's trouble. */
export const OPEN_AFTER = 5 * MINUTE;
/** Good for so long before that is told. */
export const CLOSE_AFTER = 30 * MINUTE;
/** The same for what came back within a day: who was told of it three times wants to be told once more, not thirty times. */
export const CLOSE_AFTER_RELAPSE = 6 * HOUR;

/** The next step of a condition. `alert`: the id of the alert that is open is the caller's to set. */
export function step(course: Course, sign: Sign["kind"], now: number): CourseStep {
  const { phase, since, closedAt } = course;
  if (sign === "off") return ended(course, now);
  switch (phase) {
    case "quiet":
      return sign === "bad" ? { course: { phase: "suspected", since: now, closedAt } } : { course };
    case "suspected": {
      if (sign === "good") return { course: { phase: "quiet", since: now, closedAt } };
      if (sign !== "bad" || now - since < OPEN_AFTER) return { course };
      const relapse = closedAt !== undefined && now - closedAt < DAY;
      return { course: { phase: "open", since: now, relapse }, event: "open" };
    }
    case "open":
      return sign === "good" ? { course: { ...course, phase: "recovering", since: now } } : { course };
    case "recovering":
      if (sign === "bad") return { course: { ...course, phase: "open", since: now } };
      if (sign !== "good" || now - since < calmOf(course)) return { course };
      return { course: { phase: "quiet", since: now, closedAt: now }, event: "close" };
  }
}

function calmOf({ relapse }: Course): number {
  return relapse === true ? CLOSE_AFTER_RELAPSE : CLOSE_AFTER;
}

function ended({ phase, closedAt }: Course, now: number): CourseStep {
  const course: Course = { phase: "quiet", since: now, closedAt };
  return phase === "open" || phase === "recovering" ? { course, event: "end" } : { course };
}

export type Courses = Record<Condition, Course>;

const courseSchema = z.object({
  phase: z.enum(["quiet", "suspected", "open", "recovering"]),
  since: z.number(),
  alert: z.number().optional(),
  closedAt: z.number().optional(),
  relapse: z.boolean().optional(),
});

/** The courses as they are kept; a condition that nobody has looked at is quiet. */
export function readCourses(text: string): Courses {
  const kept = z.partialRecord(z.enum(CONDITIONS), courseSchema).parse(JSON.parse(text));
  const quiet = Object.fromEntries(CONDITIONS.map((name) => [name, { phase: "quiet", since: 0 }]));
  return { ...(quiet as Courses), ...kept };
}
