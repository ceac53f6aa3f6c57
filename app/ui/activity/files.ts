import type { AuditCursor, AuditLog } from "../../privacy/audit.server.ts";
import type { SharedLine } from "../../privacy/shared-data.server.ts";
import type { Translate } from "../../locales/translate.ts";
import { actorWords } from "./activity-view.ts";
import { activityWords } from "./activity-words.ts";
import { csvLine } from "./csv.ts";

/** Lines read at a time. */
const PAGE = 500;
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

/** A shop's whole log as CSV, in pieces, the newest line first. */
export async function* activityCsv(
  audit: Pick<AuditLog, "latest">,
  shop: string,
  t: Translate,
): AsyncGenerator<string> {
  yield csvLine(["time", "who", "actor", "action", "what", "detail"]);
  let after: AuditCursor | undefined;
  for (;;) {
    const records = await audit.latest(shop, PAGE, after);
    after = records.at(-1);
    if (after === undefined) return;
    yield records
      .map(({ at, by, fact }) => {
        const { what, detail } = activityWords(fact, (moment) => iso(moment) ?? "", t);
        return csvLine([iso(at), actorWords(by, undefined, t), by, fact.action, what, detail]);
      })
      .join("");
  }
}

const COLUMNS = [
  ...["placed_at", "order_id", "order", "tiktok_pixel", "event", "event_id", "state", "reason", "attempts"],
  ...["accepted_at", "test_event_code", "consent_ground", "personal_fields"],
];

/** What was shared, as CSV, in pieces. */
export async function* sharedCsv(pages: AsyncIterable<SharedLine[]>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const lines of pages) yield lines.map((line) => csvLine(valuesOf(line))).join("");
}

/** The same as JSON: one array. */
export async function* sharedJson(pages: AsyncIterable<SharedLine[]>): AsyncGenerator<string> {
  let before = "[";
  for await (const lines of pages) {
    for (const line of lines) {
      const { placedAt, acceptedAt, ...rest } = line;
      yield `${before}\n${JSON.stringify({ placedAt: iso(placedAt), ...rest, acceptedAt: iso(acceptedAt) })}`;
      before = ",";
    }
  }
  yield before === "[" ? "[]\n" : "\n]\n";
}

function valuesOf(line: SharedLine): (string | number | undefined)[] {
  const { orderId, orderName, pixelCode, eventName, eventId, state, reason, attempts } = line;
  return [
    ...[iso(line.placedAt), orderId, orderName, pixelCode, eventName, eventId, state, reason, attempts],
    ...[iso(line.acceptedAt), line.testEventCode, line.consentGround, line.fields.join(" ")],
  ];
}
