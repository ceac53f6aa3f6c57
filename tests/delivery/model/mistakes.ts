/** Mistakes in the SQL that a run must find. Each changes at least one statement, or it says nothing. */

export interface Mistake {
  name: string;
  /** What it makes of a statement. */
  make(text: string): string;
}

const replacing = (name: string, right: RegExp, wrong: string): Mistake => ({
  name,
  make: (text) => text.replace(right, wrong),
});

/** On both engines. */
export const MISTAKES: readonly Mistake[] = [
  replacing("settling without the lease", / AND delivery\.lease = (@lease|r\."lease")/, ""),
  replacing("claiming without counting the attempt", /attempts = attempts \+ 1/, "attempts = attempts"),
  replacing(
    "forgetting that a lost attempt may have been counted",
    /coalesce\(ambiguous_at, leased_at\)/,
    "ambiguous_at",
  ),
  replacing(
    "resuming what was delivered",
    /(UPDATE delivery SET state = 'pending'[^;]*) AND state = 'paused'/,
    "$1 AND state IN ('paused', 'delivered')",
  ),
  replacing(
    "leaving a redacted delivery to be sent",
    /state = 'skipped', reason = 'redacted'/,
    "reason = 'redacted'",
  ),
  replacing("blocking the lanes of every pixel", / AND lane\.pixel_code = (@pixelCode|r\."pixelCode")/, ""),
];

/** Where two workers really claim at the same moment. */
export const POSTGRESQL_MISTAKES: readonly Mistake[] = [
  {
    name: "handing one delivery to two workers",
    make: (text) =>
      text
        .replace(/FOR UPDATE OF delivery SKIP LOCKED/, "")
        .replace(/ AND due_at <= r\."now" AND state IN \([^)]*\)(?=\s+RETURNING)/, ""),
  },
];
