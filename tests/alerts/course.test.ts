import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOSE_AFTER, CLOSE_AFTER_RELAPSE, OPEN_AFTER, step, type Course } from "../../app/alerts/course.ts";
import type { Sign } from "../../app/alerts/signs.ts";
import { DAY, HOUR, MINUTE } from "../../app/platform/clock.ts";

type Kind = Sign["kind"];
interface Told {
  event: "open" | "close" | "end";
  at: number;
}

/** What is told over a line of signs, five minutes apart. */
function told(
  signs: readonly Kind[],
  every = 5 * MINUTE,
  from: Course = { phase: "quiet", since: 0 },
): Told[] {
  let course = from;
  return signs.flatMap((sign, index) => {
    const at = index * every;
    const next = step(course, sign, at);
    course = next.course;
    return next.event === undefined ? [] : [{ event: next.event, at }];
  });
}

const times = (count: number, kind: Kind): Kind[] => Array.from({ length: count }, () => kind);
const events = (line: readonly Told[]) => line.map(({ event }) => event);

describe("a problem", () => {
  it("is told once however long it lasts, and once that it is over", () => {
    const line = told([...times(500, "bad"), ...times(500, "good")]);
    expect(line).toEqual([
      { event: "open", at: OPEN_AFTER },
      { event: "close", at: 500 * 5 * MINUTE + CLOSE_AFTER },
    ]);
  });

  it("that mends itself at once is not told", () => {
    expect(told(Array.from({ length: 400 }, (_, index): Kind => (index % 2 === 0 ? "bad" : "good")))).toEqual(
      [],
    );
  });

  it("is neither over nor begun while nobody knows", () => {
    expect(events(told([...times(3, "bad"), ...times(500, "unknown")]))).toEqual(["open"]);
    expect(told(times(500, "unknown"))).toEqual([]);
  });

  it("ends without a word when nobody wants to know any more", () => {
    expect(events(told([...times(3, "bad"), "off", ...times(20, "good")]))).toEqual(["open", "end"]);
  });

  it("that comes and goes every forty minutes is told to stay away longer", () => {
    const week = Array.from({ length: (7 * DAY) / (5 * MINUTE) }, (_, index): Kind =>
      index % 16 < 8 ? "bad" : "good",
    );
    expect(events(told(week))).toEqual(["open", "close", "open"]);
    expect(CLOSE_AFTER).toBeLessThan(CLOSE_AFTER_RELAPSE);
  });
});

describe("over any line of signs", () => {
  const kinds = fc.constantFrom<Kind>("bad", "good", "unknown", "off");
  const run = fc.record({ kind: kinds, length: fc.integer({ min: 1, max: 90 }) });
  const lines = fc
    .array(run, { maxLength: 40 })
    .map((runs) => runs.flatMap(({ kind, length }) => times(length, kind)));

  it("what begins ends before it begins again", () => {
    fc.assert(
      fc.property(lines, (line) => {
        const open = told(line).map(({ event }) => event === "open");
        expect(open).toEqual(open.map((_, index) => index % 2 === 0));
      }),
    );
  });

  it("is told only of what was bad for long enough, and over only of what was good for long enough", () => {
    fc.assert(
      fc.property(lines, (line) => {
        for (const { event, at } of told(line)) {
          const enough = event === "open" ? OPEN_AFTER : CLOSE_AFTER;
          const [wanted, unwanted] = event === "open" ? ["bad", "good"] : ["good", "bad"];
          if (event === "end") continue;
          const index = at / (5 * MINUTE);
          const before = line.slice(index - enough / (5 * MINUTE), index + 1);
          expect(before.at(-1)).toBe(wanted);
          expect(before).not.toContain(unwanted);
        }
      }),
    );
  });

  it("sends no more than ten messages a day", () => {
    fc.assert(
      fc.property(lines, (line) => {
        const sent = told(line.filter((kind) => kind !== "off"));
        for (const { at } of sent)
          expect(sent.filter((one) => one.at >= at && one.at < at + DAY).length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it("what lasts is told in the end, and so is its end", () => {
    fc.assert(
      fc.property(lines, (line) => {
        const long = times((8 * HOUR) / (5 * MINUTE), "bad");
        const calm = times((8 * HOUR) / (5 * MINUTE), "good");
        expect(told([...line, ...long]).at(-1)?.event).toBe("open");
        expect(told([...line, ...long, ...calm]).at(-1)?.event).toBe("close");
      }),
    );
  });
});
