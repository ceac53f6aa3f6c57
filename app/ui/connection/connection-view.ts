import type { PixelRecord } from "../../shops/shop-records.server.ts";
import { answerWords } from "../delivery/answer-words.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import type { LoginView } from "./login-view.ts";

/** One pixel on the connection page. The access token is never here: only whether there is one. */
export interface PixelView {
  code: string;
  status: ConnectionStatus;
  /** When it was last changed, ISO 8601: a new connection makes an old test answer meaningless. */
  savedAt: string;
  hasToken: boolean;
  testEventCode?: string;
  /** Why no test event can be sent; absent when one can. */
  testBlocked?: string;
}

export interface ConnectionStatus {
  label: string;
  tone?: StatusTone;
  sentence: string;
}

/** A pixel as stored, and whether its token can be opened with the keys there are. */
export interface PixelFacts {
  pixel: PixelRecord;
  tokenReadable: boolean;
  /** When TikTok last accepted a purchase of it that counts, milliseconds since the epoch. */
  acceptedAt?: number | undefined;
}

/** The connection page: every pixel of the shop in a list, and one of them, or a new one, in full. */
export interface ConnectionView {
  pixels: PixelView[];
  /** Absent while a pixel is being added. */
  shown?: PixelView;
  /** The way through TikTok's consent page; absent when the operator has no app there. */
  login?: LoginView;
}

/** What the address asks for to add a pixel. */
export const NEW_PIXEL = "new";

/** The page that shows `asked`, a pixel's code or `NEW_PIXEL`; without a word, and after a code that is none any more, the oldest pixel. */
export function connectionView(
  facts: readonly PixelFacts[],
  asked: string | null,
  formats: Formats,
): ConnectionView {
  const pixels = pixelViews(facts, formats);
  const shown = asked === NEW_PIXEL ? undefined : (pixels.find(({ code }) => code === asked) ?? pixels[0]);
  return shown === undefined ? { pixels } : { pixels, shown };
}

function pixelViews(pixels: readonly PixelFacts[], formats: Formats): PixelView[] {
  return pixels.map((facts) => {
    const { pixel, tokenReadable } = facts;
    const blocked = whyNoTest(facts, formats);
    return {
      code: pixel.code,
      status: statusOf(facts, formats),
      savedAt: pixel.updatedAt.toISOString(),
      hasToken: tokenReadable,
      ...(pixel.testEventCode === null ? {} : { testEventCode: pixel.testEventCode }),
      ...(blocked === undefined ? {} : { testBlocked: blocked }),
    };
  });
}

function statusOf(facts: PixelFacts, formats: Formats): ConnectionStatus {
  const { pixel, tokenReadable } = facts;
  const { t } = formats;
  if (!tokenReadable)
    return {
      label: t("connection.status.unreadable.label"),
      tone: "critical",
      sentence: t("connection.status.unreadable.sentence"),
    };
  if (pixel.pausedAt !== null) {
    const code = pixel.pausedCode === null ? {} : { code: pixel.pausedCode };
    const { title, advice } = answerWords("unauthorised", code, t);
    const label = t("connection.status.refused.label");
    return { label, tone: "critical", sentence: `${title}. ${advice}` };
  }
  return provenStatus(facts, formats);
}

/** What TikTok accepted last says that the connection works; what it accepted before the connection was changed does not. */
function provenStatus({ pixel, acceptedAt }: PixelFacts, formats: Formats): ConnectionStatus {
  const { t } = formats;
  const when = (at: number | Date) => formats.moment(at).text;
  const testedAt = pixel.verifiedAt?.getTime();
  const isAccepted = acceptedAt !== undefined && acceptedAt >= pixel.updatedAt.getTime();
  if (isAccepted && acceptedAt > (testedAt ?? 0))
    return {
      label: t("connection.status.accepted.label"),
      tone: "success",
      sentence: t("connection.status.accepted.sentence", { when: when(acceptedAt) }),
    };
  if (testedAt !== undefined)
    return {
      label: t("connection.status.connected.label"),
      tone: "success",
      sentence: t("connection.status.connected.sentence", { when: when(testedAt) }),
    };
  const sentence =
    acceptedAt === undefined
      ? t("connection.status.not_tested.sentence")
      : t("connection.status.not_tested.changed", { when: when(acceptedAt) });
  return { label: t("connection.status.not_tested.label"), tone: "attention", sentence };
}

function whyNoTest({ pixel, tokenReadable }: PixelFacts, { t }: Formats): string | undefined {
  if (!tokenReadable) return t("connection.test_event.blocked.unreadable");
  if (pixel.testEventCode === null) return t("connection.test_event.blocked.no_code");
  return undefined;
}
