import type { Clock } from "../platform/clock.ts";
import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";

/** A view of the order list that a merchant has kept. */
export interface SavedView {
  id: number;
  name: string;
  /** What it asks for (app/ui/orders/order-query.ts). */
  query: string;
}

/** What saving came to. */
export type SaveViewResult = { kind: "saved"; id: number } | { kind: "name_taken" | "too_many" | "gone" };

/** The views that the people of a shop share. */
export interface SavedViews {
  list(shop: string): Promise<SavedView[]>;
  create(shop: string, view: Omit<SavedView, "id">): Promise<SaveViewResult>;
  rename(shop: string, view: Omit<SavedView, "query">): Promise<SaveViewResult>;
  /** Makes a view ask for something else. */
  change(shop: string, view: Omit<SavedView, "name">): Promise<SaveViewResult>;
  remove(shop: string, id: number): Promise<void>;
}

/** More tabs than these nobody finds anything in. */
export const VIEWS_KEPT = 20;

const SQL = {
  list: `SELECT id, name, query FROM saved_view WHERE shop = @shop ORDER BY id LIMIT ${VIEWS_KEPT}`,
  count: `SELECT count(*) AS views FROM saved_view WHERE shop = @shop`,
  named: `SELECT id FROM saved_view WHERE shop = @shop AND name = @name`,
  create: `
    INSERT INTO saved_view (shop, name, query, created_at) VALUES (@shop, @name, @query, @now) RETURNING id`,
  rename: `UPDATE saved_view SET name = @name WHERE shop = @shop AND id = @id`,
  change: `UPDATE saved_view SET query = @query WHERE shop = @shop AND id = @id`,
  remove: `DELETE FROM saved_view WHERE shop = @shop AND id = @id`,
} as const;

/** The views on a ledger. */
export function createSavedViews(ledger: Ledger, clock: Clock): SavedViews {
  const run = prepareAll(ledger, SQL);
  const lockShop = shopLock(ledger);

  /** Whether another view of the shop is called so. */
  function* isTaken(shop: string, name: string, id?: number): Steps<boolean> {
    const other = yield* run.named.get<{ id: number }>({ shop, name });
    return other !== undefined && other.id !== id;
  }

  function* create(shop: string, view: Omit<SavedView, "id">): Steps<SaveViewResult> {
    yield* lockShop(shop);
    if (yield* isTaken(shop, view.name)) return { kind: "name_taken" };
    const counted = yield* run.count.get<{ views: number }>({ shop });
    if ((counted?.views ?? 0) >= VIEWS_KEPT) return { kind: "too_many" };
    const [made] = yield* run.create.all<{ id: number }>({ shop, ...view, now: clock() });
    return made === undefined ? { kind: "gone" } : { kind: "saved", id: made.id };
  }

  function* rename(shop: string, view: Omit<SavedView, "query">): Steps<SaveViewResult> {
    yield* lockShop(shop);
    if (yield* isTaken(shop, view.name, view.id)) return { kind: "name_taken" };
    return changed(view.id, yield* run.rename.change({ shop, ...view }));
  }

  return {
    list: (shop) => ledger.read(() => run.list.all<SavedView>({ shop })),
    create: (shop, view) => ledger.write(() => create(shop, view)),
    rename: (shop, view) => ledger.write(() => rename(shop, view)),
    change: (shop, view) =>
      ledger.write(function* () {
        return changed(view.id, yield* run.change.change({ shop, ...view }));
      }),
    async remove(shop, id) {
      await ledger.write(() => run.remove.change({ shop, id }));
    },
  };
}

function changed(id: number, rows: number): SaveViewResult {
  return rows === 1 ? { kind: "saved", id } : { kind: "gone" };
}
