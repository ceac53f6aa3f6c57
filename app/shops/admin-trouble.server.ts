import { HOUR, MINUTE, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** Why a shop's Admin API cannot be asked. */
export type AdminTrouble =
  /** The shop is unpaid (402), forbidden (403) or locked (423): it is left in peace, and tried again now and then. */
  | { problem: "shut"; status: number }
  /** Shopify takes none of the stored tokens: the next opening of the app brings new ones. */
  | { problem: "token_refused" };

/** What is known of shops that cannot be asked, kept for Home and for every process. */
export interface AdminTroubles {
  /** The shop's trouble while it is to be left in peace; `undefined` when it may be asked. Of those that ask at the end of the pause, one may. */
  pauseOf(shop: string): Promise<AdminTrouble | undefined>;
  report(shop: string, trouble: AdminTrouble): Promise<void>;
  /** The shop answers again. */
  clear(shop: string): Promise<void>;
  /** Somebody is there who may have solved it: the next question is asked. */
  retry(shop: string): Promise<void>;
}

/** A pause grows from the first to the longest, twice as long each time. */
const FIRST_PAUSE = 5 * MINUTE;
const LONGEST_PAUSE = 6 * HOUR;
/** How long the one that may ask has for it. */
const PROBE = MINUTE;

const SQL = {
  read: `
    SELECT admin_problem AS problem, admin_status AS status, admin_retry_at AS "retryAt", admin_tries AS tries
    FROM shop WHERE domain = @shop`,
  mark: `
    UPDATE shop SET admin_problem = @problem, admin_status = @status, admin_tries = @tries, admin_retry_at = @retryAt,
      admin_since = CASE WHEN admin_problem = @problem THEN admin_since ELSE @now END
    WHERE domain = @shop AND uninstalled_at IS NULL`,
  probe: `UPDATE shop SET admin_retry_at = @until WHERE domain = @shop AND admin_problem = 'shut' AND admin_retry_at <= @now`,
  clear: `
    UPDATE shop SET admin_problem = NULL, admin_status = NULL, admin_since = NULL, admin_tries = 0, admin_retry_at = NULL
    WHERE domain = @shop AND admin_problem IS NOT NULL`,
  retry: `UPDATE shop SET admin_retry_at = @now WHERE domain = @shop AND admin_problem = 'shut' AND admin_retry_at > @now`,
} as const;

interface Row {
  problem: AdminTrouble["problem"] | null;
  status: number | null;
  retryAt: number | null;
  tries: number;
}

/** Troubles in the shops' own rows. */
export function createAdminTroubles(ledger: Ledger, clock: Clock): AdminTroubles {
  const run = prepareAll(ledger, SQL);
  return {
    async pauseOf(shop) {
      const now = clock();
      const row = await ledger.read(() => run.read.get<Row>({ shop }));
      if (row?.problem !== "shut") return undefined;
      if ((row.retryAt ?? 0) <= now) {
        const probing = await ledger.write(() => run.probe.change({ shop, now, until: now + PROBE }));
        if (probing === 1) return undefined;
      }
      return { problem: "shut", status: row.status ?? 402 };
    },
    async report(shop, trouble) {
      const now = clock();
      const known = await ledger.read(() => run.read.get<Row>({ shop }));
      if (known?.problem === "token_refused" && trouble.problem === "token_refused") return;
      await ledger.write(function* () {
        const row = yield* run.read.get<Row>({ shop });
        const tries = row?.problem === trouble.problem ? row.tries + 1 : 1;
        yield* run.mark.change({
          shop,
          now,
          tries,
          problem: trouble.problem,
          ...details(trouble, tries, now),
        });
      });
    },
    async clear(shop) {
      const row = await ledger.read(() => run.read.get<Row>({ shop }));
      if (row?.problem != null) await ledger.write(() => run.clear.change({ shop }));
    },
    async retry(shop) {
      await ledger.write(() => run.retry.change({ shop, now: clock() }));
    },
  };
}

function details(trouble: AdminTrouble, tries: number, now: number) {
  switch (trouble.problem) {
    case "shut":
      return {
        status: trouble.status,
        retryAt: now + Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE),
      };
    case "token_refused":
      return { status: null, retryAt: null };
  }
}
