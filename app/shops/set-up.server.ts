import { DAY, HOUR, MINUTE, type Clock } from "../platform/clock.ts";
import type { Chore } from "../platform/chores.ts";
import type { Leases } from "../platform/leases.server.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { AdminTroubles } from "./admin-trouble.server.ts";
import type { AdminGraphql, Installation } from "./installation.server.ts";
import type { WebPixels } from "./web-pixel.server.ts";

/**
 * Makes the app work in a shop, and keeps it so: the shop's row and profile, the web pixel. Settings need no row, because a shop without one has the defaults, and
 * the first backfill is asked for by the backfills themselves. Every step may run again at any time: installing, repairing and leaving alone are the same call.
 */
export interface SetUp {
  /** At install, and whenever a merchant's token was exchanged. */
  installed(shop: string, scopes: string, graphql: AdminGraphql): Promise<void>;
  /** The app is open in the shop: what did not work may work now, and what was looked at a while ago is looked at again. Never throws. */
  opened(shop: string): Promise<void>;
  /** Does what is due: once a day, sooner where something failed or the shop's grants changed. */
  chore: Chore;
}

/** What setting up needs. */
export interface SetUpOptions {
  ledger: Ledger;
  installation: Installation;
  webPixels: Pick<WebPixels, "ensure">;
  /** The Admin API with the stored token. */
  graphqlOf(shop: string): AdminGraphql;
  troubles: Pick<AdminTroubles, "clear" | "retry">;
  leases: Leases;
  clock: Clock;
}

const SQL = {
  due: `
    SELECT domain AS shop, set_up_due_at AS "dueAt", set_up_tries AS tries FROM shop
    WHERE set_up_due_at <= @now AND uninstalled_at IS NULL ORDER BY set_up_due_at LIMIT @limit`,
  next: `SELECT min(set_up_due_at) AS at FROM shop WHERE uninstalled_at IS NULL`,
  // What became due meanwhile stays due.
  done: `
    UPDATE shop SET set_up_due_at = @next, set_up_tries = @tries
    WHERE domain = @shop AND (set_up_due_at = @dueAt OR set_up_due_at IS NULL)`,
  begin: `UPDATE shop SET set_up_due_at = @now, set_up_tries = 0 WHERE domain = @shop`,
  opened: `
    UPDATE shop SET set_up_due_at = @now
    WHERE domain = @shop AND uninstalled_at IS NULL AND (set_up_due_at IS NULL OR set_up_due_at > @now AND set_up_due_at < @recent)`,
} as const;

const AT_ONCE = 10;
const LEASE = MINUTE;
/** Looked at so often when all is well. */
const EVERY = DAY;
/** What was looked at so recently is not looked at again because somebody opens a page. */
const RECENT = 10 * MINUTE;
const LONGEST_PAUSE = 6 * HOUR;
/** Shops remembered as opened recently. */
const REMEMBERED = 10_000;

interface Due {
  shop: string;
  dueAt: number;
  tries: number;
}

/** The set-up on a ledger. */
export function createSetUp(options: SetUpOptions): SetUp {
  const { ledger, installation, webPixels, graphqlOf, troubles, leases, clock } = options;
  const run = prepareAll(ledger, SQL);
  const openedAt = new Map<string, number>();

  /** What fails for good, such as a scope that is not granted, waits for the day, or for the news that it is. */
  async function finish({ shop, dueAt, tries }: Due, worked: boolean): Promise<void> {
    const failures = worked ? 0 : tries + 1;
    const pause = worked ? EVERY : Math.min(MINUTE * 2 ** tries, LONGEST_PAUSE);
    await ledger.write(() => run.done.change({ shop, dueAt, tries: failures, next: clock() + pause }));
  }

  async function repair(due: Due): Promise<void> {
    const graphql = graphqlOf(due.shop);
    const known = await installation.renewProfile(due.shop, graphql);
    // Without an answer to the simplest question there is none to the next.
    const problem = known ? await webPixels.ensure(due.shop, graphql) : "unavailable";
    await finish(due, problem === undefined || problem === "missing_scope");
  }

  return {
    async installed(shop, scopes, graphql) {
      const known = await installation.record(shop, scopes, graphql);
      await troubles.clear(shop);
      const dueAt = clock();
      await ledger.write(() => run.begin.change({ shop, now: dueAt }));
      const problem = await webPixels.ensure(shop, graphql);
      await finish(
        { shop, dueAt, tries: 0 },
        known && (problem === undefined || problem === "missing_scope"),
      );
    },
    async opened(shop) {
      const now = clock();
      if (now - (openedAt.get(shop) ?? -Infinity) < RECENT) return;
      if (openedAt.size >= REMEMBERED) openedAt.clear();
      openedAt.set(shop, now);
      try {
        await troubles.retry(shop);
        await ledger.write(() => run.opened.change({ shop, now, recent: now + EVERY - RECENT }));
      } catch {
        // A page is not refused because of this; the next opening tells it.
        openedAt.delete(shop);
      }
    },
    chore: {
      name: "set-up",
      async run(isStopping) {
        const due = await ledger.read(() => run.due.all<Due>({ now: clock(), limit: AT_ONCE }));
        for (const one of due) {
          if (isStopping()) break;
          await leases.during(`set-up:${one.shop}`, LEASE, () => repair(one));
        }
        const next = await ledger.read(() => run.next.get<{ at: number | null }>());
        return next?.at ?? Infinity;
      },
    },
  };
}
