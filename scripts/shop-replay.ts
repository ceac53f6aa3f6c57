import type { Store } from "../app/composition.server.ts";
import type { ReplayLine } from "../app/delivery/replay.server.ts";
import { instant } from "../app/orders/json.ts";
import { translateFor } from "../app/locales/server-texts.ts";
import { reasonWords } from "../app/ui/delivery/reasons.ts";
import { UsageError } from "./usage-error.ts";

/** What to send again, as it was typed. */
export interface ReplayWords {
  order?: string | undefined;
  since?: string | undefined;
  "dry-run": boolean;
}

/** Sends a shop's held and refused deliveries again, or says what that would do. The running worker finds them within a second. */
export async function shopReplay(store: Store, shop: string, words: ReplayWords): Promise<string> {
  const placedSince = instant(words.since);
  if (words.since !== undefined && placedSince === undefined)
    throw new UsageError("--since is a time such as 2026-11-22T12:00:00Z");
  const replay = store.replayBy("command");
  const filter = { shop, orderId: words.order, placedSince };
  const lines = await (words["dry-run"] ? replay.plan(filter) : replay.run(filter));
  if (lines.length === 0) return "Nothing is held or refused.\n";
  return lines.map((line) => describe(line, words["dry-run"])).join("");
}

const english = translateFor("en");

function describe({ orderId, pixelCode, state, verdict }: ReplayLine, dryRun: boolean): string {
  const again = dryRun ? "would be sent again" : "is sent again";
  const what = verdict.again ? again : `is left alone: ${reasonWords(verdict.reason, english)}`;
  return `order ${orderId}, pixel ${pixelCode}, ${state}: ${what}\n`;
}
