import type { PageSender } from "../../shops/page-senders.ts";
import {
  isLookedAt,
  SENDER_ANSWERS,
  senderVerdict,
  type Findings,
  type SenderAnswer,
  type SenderCheck,
  type SenderVerdict,
} from "../../shops/sender-verdict.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";

/** One thing that sends to TikTok, in words. */
export interface FoundSender {
  key: string;
  kind: string;
  pixel: string;
  badge: { label: string; tone?: StatusTone };
}

/** What a scan showed, in words. */
export interface ScanView {
  checked: string;
  /** What could be read, and what could not. */
  notes: string[];
  found: FoundSender[];
}

/** The page. */
export interface SendersView {
  verdict: SenderVerdict;
  tone: "critical" | "warning" | "info" | "success";
  title: string;
  text: string;
  /** Absent before the first scan. */
  scan?: ScanView;
  answers: { label: string; value: SenderAnswer }[];
  answer?: SenderAnswer;
  answered?: string;
  /** The event name of the settings, while there is something to choose. */
  ways?: { eventName: string; snippet: string };
}

/** What the page is read from. */
export interface SendersFacts {
  check: SenderCheck;
  /** The codes of the connected pixels. */
  connected: readonly string[];
  eventName: string;
}

const TONES: Readonly<Record<SenderVerdict, SendersView["tone"]>> = {
  ...{ double: "critical", possible: "warning", open: "info", clear: "success" },
};

/** The page in words. */
export function sendersView({ check, connected, eventName }: SendersFacts, formats: Formats): SendersView {
  const { t } = formats;
  const verdict = senderVerdict(check, connected);
  const { findings, checkedAt, answer, answeredAt } = check;
  const isScanned = findings !== undefined && checkedAt !== undefined;
  // Only the merchant's word, where no page could be read: that is no success.
  const isOnlySaid = verdict === "clear" && findings?.pages.some(({ state }) => state === "read") !== true;
  const words = !isOnlySaid ? verdict : isLookedAt(findings) ? "said" : "unread";
  return {
    ...{ verdict, tone: isOnlySaid ? "info" : TONES[verdict] },
    title: t(`senders.verdict.${words}.title`),
    text: t(`senders.verdict.${words}.text`),
    ...(isScanned ? { scan: scanView(findings, checkedAt, { connected, formats }) } : {}),
    answers: SENDER_ANSWERS.map((value) => ({ value, label: t(`senders.question.answer.${value}`) })),
    ...(answer === undefined ? {} : { answer }),
    ...(answeredAt === undefined
      ? {}
      : { answered: t("senders.question.answered", { time: formats.shortMoment(answeredAt).text }) }),
    ...(verdict === "double" || verdict === "possible"
      ? { ways: { eventName, snippet: snippetOf(eventName) } }
      : {}),
  };
}

/** What a custom pixel of the merchant's own would have to say. */
function snippetOf(eventName: string): string {
  return `ttq.track("${eventName}", properties, {\n  event_id: "order_" + event.data.checkout.order.id.split("/").pop(),\n});`;
}

function scanView(
  { pages, senders, customPixels }: Findings,
  checkedAt: number,
  { connected, formats }: { connected: readonly string[]; formats: Formats },
): ScanView {
  const { t } = formats;
  const named = (which: Findings["pages"]) =>
    formats.list(which.map(({ page }) => t(`senders.scan.pages.${page}`)));
  const read = pages.filter(({ state }) => state === "read");
  const behindPassword = pages.some(({ state }) => state === "password");
  const unread = pages.filter(({ state }) => state !== "read" && state !== "password");
  const notes = [
    read.length > 0 && t("senders.scan.pages_read", { pages: named(read) }),
    unread.length > 0 && t("senders.scan.pages_unread", { pages: named(unread) }),
    behindPassword && t("senders.scan.password"),
    read.length > 0 && senders.length === 0 && t("senders.scan.nothing"),
    customPixels.length > 0 && t("senders.scan.custom", { names: formats.list(customPixels) }),
  ];
  return {
    checked: t("senders.scan.checked", { time: formats.shortMoment(checkedAt).text }),
    notes: notes.filter((note) => note !== false),
    found: senders.map((sender) => foundSender(sender, connected, formats)),
  };
}

function foundSender({ kind, code }: PageSender, connected: readonly string[], { t }: Formats): FoundSender {
  const words = { key: `${kind} ${code ?? ""}`, kind: t(`senders.scan.kind.${kind}`) };
  if (code === undefined)
    return {
      ...words,
      pixel: t("senders.scan.unnamed"),
      badge: { label: t("senders.scan.unnamed"), tone: "warning" },
    };
  const pixel = t("senders.scan.found", { code });
  return connected.includes(code)
    ? { ...words, pixel, badge: { label: t("senders.scan.ours"), tone: "critical" } }
    : { ...words, pixel, badge: { label: t("senders.scan.elsewhere") } };
}
