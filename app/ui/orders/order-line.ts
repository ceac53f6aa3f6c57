import { CARRIERS, type Carrier } from "../../attribution/attribution.ts";
import type { Translate } from "../../locales/translate.ts";
import { isDeliveryMeant, type OrderFilter } from "../../shops/order-filter.ts";
import type { DeliveryRow, OrderRow } from "../../shops/order-log.server.ts";
import { RECORDED_REASONS, type RecordedReason } from "../delivery/reasons.ts";
import type { Status } from "../delivery/status.ts";
import type { Formats, Moment } from "../formats.ts";
import { orderTotal, readFacts } from "./order-facts.ts";
import { mostUrgent, orderStatus } from "./order-status.ts";

/** One order of the list. */
export interface OrderLineView {
  ref: number;
  name: string;
  /** Its receipt. */
  url: string;
  placed: Moment;
  received: Moment;
  value?: string;
  status: Pick<Status, "label" | "tone" | "moving">;
  reason?: string;
  carrier: string;
  hasClick: boolean;
  pixel?: string;
  /** More pixels than the one that is shown. */
  morePixels?: string;
  /** TikTok's last answer about it. */
  answer?: string;
}

/** TikTok's words in a narrow column. */
const ANSWER_LENGTH = 40;

/** An order in one line. Of several pixels it shows the one that is meant, and of these the one that needs a person most. */
export function orderLine(
  row: OrderRow,
  { filter, connected }: { filter: OrderFilter; connected: boolean },
  formats: Formats,
): OrderLineView {
  const { t, moment, shortMoment } = formats;
  const meant = row.deliveries.filter((delivery) => isDeliveryMeant(filter, delivery));
  const shown = mostUrgent(meant) ?? mostUrgent(row.deliveries);
  const deliveries = shown === undefined ? [] : [{ ...shown, dueAt: dateOf(shown.dueAt) }];
  const order = { ...row, compactedAt: dateOf(row.compactedAt), deliveries };
  const { label, tone, moving } = orderStatus(order, connected, formats);
  const more = row.deliveries.length - 1;
  return {
    ref: row.ref,
    ...{ name: row.name, url: `/app/orders/${row.orderId}` },
    ...{ placed: shortMoment(row.placedAt), received: moment(row.receivedAt) },
    ...given("value", orderTotal(readFacts(row), formats)),
    status: { label, moving, ...(tone === undefined ? {} : { tone }) },
    ...given("reason", shortReason(shown?.reason ?? null, t)),
    ...{ carrier: carrierName(row.carrier, t), hasClick: isCarrier(row.carrier) },
    ...given("pixel", shown?.pixelCode),
    ...given("morePixels", more > 0 ? t("orders.cell.more_pixels", { count: more }) : undefined),
    ...given("answer", shown && answerWords(shown, t)),
  };
}

/** A stored reason in a few words; one that this version does not know as it is. */
export function shortReason(reason: string | null, t: Translate): string | undefined {
  if (reason === null) return undefined;
  const known = RECORDED_REASONS.find((one: RecordedReason) => one === reason);
  return known === undefined ? reason : t(`orders.reason.${known}`);
}

/** How the click id came, in a word. */
export function carrierName(carrier: string, t: Translate): string {
  if (isCarrier(carrier)) return t(`attribution.carrier.${carrier}.name`);
  return t(carrier === "undecided" ? "orders.cell.undecided" : "orders.cell.no_click");
}

/** What TikTok answered last; undefined before anything was sent. */
export function answerWords(
  { outcome, code, message, httpStatus }: Pick<DeliveryRow, "outcome" | "code" | "message" | "httpStatus">,
  t: Translate,
): string | undefined {
  if (outcome === null) return undefined;
  if (code !== null)
    return message === null
      ? String(code)
      : t("orders.cell.answer", { code: String(code), message: inShort(message) });
  return httpStatus === null
    ? t("orders.cell.no_answer")
    : t("orders.cell.http", { status: String(httpStatus) });
}

function inShort(message: string): string {
  return message.length <= ANSWER_LENGTH ? message : `${message.slice(0, ANSWER_LENGTH - 1)}…`;
}

function isCarrier(carrier: string): carrier is Carrier {
  return (CARRIERS as readonly string[]).includes(carrier);
}

function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]?: T });
}
