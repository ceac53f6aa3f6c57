import type { Settings } from "../../shops/settings.ts";
import type { PixelRecord } from "../../shops/shop-records.server.ts";
import { wordsFor } from "../../tiktok/words.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";

/** What the settings page shows. The access token is never here: only whether there is one. */
export interface SettingsView {
  status: { label: string; tone?: StatusTone; sentence: string };
  /** When the connection was last changed, ISO 8601: a new one makes an old test answer meaningless. */
  savedAt?: string;
  pixelCode?: string;
  hasToken: boolean;
  testEventCode?: string;
  /** Consent and attribution as the form holds them: text. */
  policy: { policy: string; windowDays: string; hintWaitSeconds: string };
  /** Why no test event can be sent; absent when one can. */
  testBlocked?: string;
}

/** What came of saving: the message of a toast, or what to correct, by field. */
export type SaveAnswer =
  { kind: "saved"; message: string } | { kind: "invalid"; errors: Partial<Record<string, string>> };

/** What the settings page is read from. */
export interface SettingsFacts {
  pixel: PixelRecord | null;
  /** Whether the saved token can be opened with the keys there are. */
  tokenReadable: boolean;
  settings: Settings;
}

/** The settings page as stored. */
export function settingsView(
  { pixel, tokenReadable, settings }: SettingsFacts,
  formats: Formats,
): SettingsView {
  const { consent, attribution } = settings;
  const status = connectionStatus(pixel, tokenReadable, formats);
  const blocked = whyNoTest(pixel, tokenReadable);
  return {
    status,
    hasToken: pixel !== null && tokenReadable,
    ...(pixel === null ? {} : { pixelCode: pixel.code, savedAt: pixel.updatedAt.toISOString() }),
    ...(pixel?.testEventCode == null ? {} : { testEventCode: pixel.testEventCode }),
    policy: {
      policy: consent.policy,
      windowDays: String(attribution.windowDays),
      hintWaitSeconds: String(attribution.hintWaitSeconds),
    },
    ...(blocked === undefined ? {} : { testBlocked: blocked }),
  };
}

function connectionStatus(
  pixel: PixelRecord | null,
  tokenReadable: boolean,
  formats: Formats,
): SettingsView["status"] {
  if (pixel === null)
    return { label: "Not connected", sentence: "Save a pixel code and an access token to connect." };
  if (!tokenReadable)
    return { label: "Token unreadable", tone: "critical", sentence: "Save the access token again." };
  if (pixel.pausedAt !== null) {
    const code = pixel.pausedCode === null ? {} : { code: pixel.pausedCode };
    const { title, advice } = wordsFor("unauthorised", code);
    return { label: "Refused by TikTok", tone: "critical", sentence: `${title}. ${advice}` };
  }
  if (pixel.verifiedAt === null)
    return {
      label: "Not tested",
      tone: "attention",
      sentence: "Send a test event to see that TikTok accepts it.",
    };
  const when = formats.moment(pixel.verifiedAt).text;
  return { label: "Connected", tone: "success", sentence: `TikTok last accepted a test event on ${when}.` };
}

function whyNoTest(pixel: PixelRecord | null, tokenReadable: boolean): string | undefined {
  if (pixel === null) return "Save a pixel code and an access token first.";
  if (!tokenReadable) return "Save the access token again first.";
  if (pixel.testEventCode === null)
    return "Save a test event code first, so that the event is not counted as a sale.";
  return undefined;
}
