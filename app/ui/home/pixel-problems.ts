import type { PixelRecord, ShopBacklog } from "../../shops/shop-records.server.ts";
import type { PixelFacts } from "../connection/connection-view.ts";
import { answerWords } from "../delivery/answer-words.ts";
import { counted, type Formats } from "../formats.ts";
import type { Problem } from "./problems.ts";

const ACTION = { label: "Open the connection", url: "/app/connection" };

const NOT_CONNECTED = {
  key: "not_connected",
  tone: "critical",
  title: "TikTok is not connected",
  todo: "Save your pixel code and access token under TikTok connection.",
} as const;

const TOKEN_UNREADABLE = {
  key: "token_unreadable",
  tone: "critical",
  title: "The saved access token can no longer be read",
  todo: "The app's encryption key has changed. Save the access token again under TikTok connection.",
} as const;

/** What keeps purchases from a pixel, pixel by pixel. A shop that has not begun yet has no problem: it has set-up steps. */
export function connectionProblems(
  pixels: readonly PixelFacts[],
  backlog: ShopBacklog,
  formats: Formats,
): Problem[] {
  if (pixels.length === 0) {
    return backlog.begun ? [{ ...NOT_CONNECTED, stops: whatWaits(backlog), action: ACTION }] : [];
  }
  return pixels.flatMap(({ pixel, tokenReadable }) => {
    const words =
      pixel.pausedAt === null ? (tokenReadable ? undefined : TOKEN_UNREADABLE) : refusedToken(pixel, formats);
    if (words === undefined) return [];
    const stops = pixels.length === 1 ? whatWaits(backlog) : WAITS_FOR_ONE;
    return [{ ...aboutPixel(words, pixel, pixels), stops, action: ACTION }];
  });
}

/** The pixels whose purchases TikTok shows and does not count. */
export function testModes(pixels: readonly PixelFacts[]): Problem[] {
  return pixels.flatMap(({ pixel }) => {
    if (pixel.testEventCode === null) return [];
    const words = {
      key: "test_mode",
      tone: "warning",
      title: "Test mode is on",
      todo: "When you have finished testing, turn test mode off under TikTok connection.",
    } as const;
    const stops = `Purchases are shown in Test Events under ${pixel.testEventCode} and are not counted.`;
    return [{ ...aboutPixel(words, pixel, pixels), stops, action: ACTION }];
  });
}

type Words = Pick<Problem, "key" | "tone" | "title" | "todo" | "answer">;

/** Of several pixels the problem says which. */
function aboutPixel(words: Words, { code }: PixelRecord, pixels: readonly PixelFacts[]): Words {
  if (pixels.length === 1) return words;
  return { ...words, key: `${words.key}:${code}`, title: `Pixel ${code}: ${words.title}` };
}

function refusedToken(pixel: PixelRecord, { t }: Formats): Words {
  const { title, advice } = answerWords(
    "unauthorised",
    pixel.pausedCode === null ? {} : { code: pixel.pausedCode },
    t,
  );
  const said = [pixel.pausedMessage, pixel.pausedCode === null ? null : `(code ${pixel.pausedCode})`];
  const answer = said.filter((part) => part !== null).join(" ");
  const words = { key: "token_refused", tone: "critical", title, todo: advice } as const;
  return answer === "" ? words : { ...words, answer };
}

const WAITS_FOR_ONE =
  "No purchase is sent to this pixel. What waits for it is kept and goes out by itself once this is solved. Other pixels are not affected.";

function whatWaits({ paused, waitingOrders, more }: ShopBacklog): string {
  const waiting = waitingOrders + paused;
  if (waiting === 0) return "No purchase is sent to TikTok.";
  const kept = waiting === 1 ? "is kept and goes out by itself" : "are kept and go out by themselves";
  const orders = more ? `At least ${counted(waiting, "order")}` : counted(waiting, "order");
  return `No purchase is sent to TikTok. ${orders} ${kept} once this is solved.`;
}
