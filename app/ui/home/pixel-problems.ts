import type { Translate } from "../../locales/translate.ts";
import type { PixelRecord, ShopBacklog } from "../../shops/shop-records.server.ts";
import type { PixelFacts } from "../connection/connection-view.ts";
import { answerWords } from "../delivery/answer-words.ts";
import type { Formats } from "../formats.ts";
import type { Problem } from "./problems.ts";

/** What keeps purchases from a pixel, pixel by pixel. A shop that has not begun yet has no problem: it has set-up steps. */
export function connectionProblems(
  pixels: readonly PixelFacts[],
  backlog: ShopBacklog,
  { t }: Formats,
): Problem[] {
  const rest = { stops: whatWaits(backlog, t), action: openConnection(t) };
  if (pixels.length === 0) return backlog.begun ? [{ ...criticalWords("not_connected", t), ...rest }] : [];
  const stops = pixels.length === 1 ? rest.stops : t("home.pixel.stopped_one");
  return pixels.flatMap(({ pixel, tokenReadable }) => {
    if (pixel.pausedAt === null && tokenReadable) return [];
    const words = pixel.pausedAt === null ? criticalWords("token_unreadable", t) : refusedToken(pixel, t);
    return [{ ...aboutPixel(words, pixel, pixels, t), ...rest, stops }];
  });
}

/** The pixels whose purchases TikTok shows and does not count. */
export function testModes(pixels: readonly PixelFacts[], t: Translate): Problem[] {
  return pixels.flatMap(({ pixel }) => {
    if (pixel.testEventCode === null) return [];
    const words: Words = {
      ...{ key: "test_mode", tone: "warning" },
      title: t("home.pixel.test_mode.title"),
      todo: t("home.pixel.test_mode.todo"),
    };
    const stops = t("home.pixel.test_mode.stops", { code: pixel.testEventCode });
    return [{ ...aboutPixel(words, pixel, pixels, t), stops, action: openConnection(t) }];
  });
}

type Words = Pick<Problem, "key" | "tone" | "title" | "todo" | "answer">;

function openConnection(t: Translate): NonNullable<Problem["action"]> {
  return { label: t("home.pixel.action"), url: "/app/connection" };
}

function criticalWords(key: "not_connected" | "token_unreadable", t: Translate): Words {
  return {
    ...{ key, tone: "critical" },
    title: t(`home.pixel.${key}.title`),
    todo: t(`home.pixel.${key}.todo`),
  };
}

/** Of several pixels the problem says which. */
function aboutPixel(words: Words, { code }: PixelRecord, pixels: readonly PixelFacts[], t: Translate): Words {
  if (pixels.length === 1) return words;
  const title = t("home.pixel.of", { code, title: words.title });
  return { ...words, key: `${words.key}:${code}`, title };
}

function refusedToken({ pausedCode: code, pausedMessage: message }: PixelRecord, t: Translate): Words {
  const { title, advice } = answerWords("unauthorised", code === null ? {} : { code }, t);
  const answer = said(code, message, t);
  const words = { key: "token_refused", tone: "critical", title, todo: advice } as const;
  return answer === undefined ? words : { ...words, answer };
}

/** The code as text, because it is a name and not a number. */
function said(code: number | null, message: string | null, t: Translate): string | undefined {
  if (code === null) return message ?? undefined;
  return message === null
    ? t("home.pixel.said_code", { code: String(code) })
    : t("home.pixel.said", { message, code: String(code) });
}

function whatWaits({ paused, waitingOrders, more }: ShopBacklog, t: Translate): string {
  const stopped = t("home.pixel.stopped");
  const count = waitingOrders + paused;
  if (count === 0) return stopped;
  return `${stopped} ${t(more ? "home.pixel.waiting_at_least" : "home.pixel.waiting", { count })}`;
}
