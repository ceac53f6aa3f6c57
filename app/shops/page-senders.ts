/**
 * What in a storefront page sends to TikTok, by what Shopify's and TikTok's own loaders look like in pages of shops (read 2026-11-23):
 * - tiktok_app: the web pixel of TikTok's own app, in Shopify's list of web pixels
 * - app_pixel: another app's web pixel whose configuration names TikTok
 * - custom_pixel: a custom pixel of the merchant's whose name says TikTok; Shopify keeps its code out of the page
 * - page: TikTok's script in the page itself
 * - tag_manager: TikTok's script in a Google Tag Manager container that the page loads
 */
export type SenderKind = (typeof SENDER_KINDS)[number];

export const SENDER_KINDS = ["tiktok_app", "app_pixel", "custom_pixel", "page", "tag_manager"] as const;

/** One way to TikTok. */
export interface PageSender {
  kind: SenderKind;
  /** The pixel it sends to; absent where the page does not say. */
  code?: string;
}

/** What one page says. */
export interface PageFindings {
  senders: PageSender[];
  /** Names of the merchant's custom pixels, whose code nobody sees from outside. */
  customPixels: string[];
  /** Google Tag Manager's containers. */
  containers: string[];
}

/** TikTok's app as Shopify numbers it in the list of web pixels. */
const TIKTOK_APP = 4383523;
const CODE = "[A-Z0-9]{12,40}";
const LOADS = new RegExp(`\\bttq\\s*\\.\\s*load\\s*\\(\\s*["'\`](${CODE})["'\`]`, "g");
const SCRIPTS = new RegExp(`analytics\\.tiktok\\.com/[^"'\`\\s<>]*?[?&]sdkid=(${CODE})`, "g");
const TAGS = new RegExp(`"vtp_pixel_?(?:code|id)"\\s*:\\s*"(${CODE})"`, "gi");
const CONTAINERS = /\bGTM-[A-Z0-9]{4,10}\b/g;
const MOST_NAMES = 20;

/** Reads one page of a storefront. `connected`: the codes of our own pixels, which nothing else has a reason to name. */
export function readPage(html: string, connected: readonly string[]): PageFindings {
  const text = unescaped(html);
  const pixels = webPixels(html);
  const listed = pixels.flatMap(pixelSender);
  // The list names codes too; what it says of them is better known.
  const inPage = scriptCodes(text).map((code): PageSender => ({ kind: "page", code }));
  const named = connected
    .filter((code) => text.includes(code))
    .map((code): PageSender => ({ kind: "page", code }));
  const known = new Set(listed.map(({ code }) => code));
  return {
    senders: distinct([...listed, ...[...inPage, ...named].filter(({ code }) => !known.has(code))]),
    customPixels: pixels
      .flatMap(({ type, name }) =>
        type === "CUSTOM" && typeof name === "string" ? [name.slice(0, 100)] : [],
      )
      .slice(0, MOST_NAMES),
    containers: [...new Set(text.match(CONTAINERS))].slice(0, MOST_NAMES),
  };
}

/** Reads the script of a Google Tag Manager container. */
export function readContainer(script: string, connected: readonly string[]): PageSender[] {
  const text = unescaped(script);
  const tags = /tiktok/i.test(text) ? [...text.matchAll(TAGS)].map(([, code = ""]) => code) : [];
  const named = connected.filter((code) => text.includes(code));
  return distinct([...scriptCodes(text), ...tags, ...named].map((code) => ({ kind: "tag_manager", code })));
}

/** The path of the first product that a page links to. */
export function productPath(html: string): string | undefined {
  return /href=["'](?:https?:\/\/[^"'/]+)?((?:\/[a-z-]{2,7})?(?:\/collections\/[^"'/?#]+)?\/products\/[^"'?#\s]+)/i.exec(
    html,
  )?.[1];
}

/** One sender is one, however often it was seen. */
export function distinct(senders: readonly PageSender[]): PageSender[] {
  return [...new Map(senders.map((sender) => [`${sender.kind} ${sender.code ?? ""}`, sender])).values()];
}

function scriptCodes(text: string): string[] {
  return [LOADS, SCRIPTS].flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = ""]) => code));
}

/** As scripts in a page, JSON in a script and attributes write addresses and quotes. */
function unescaped(text: string): string {
  return text
    .replaceAll(/\\u0026|&amp;|\\x26/gi, "&")
    .replaceAll(/\\u003d|&#61;|\\x3d/gi, "=")
    .replaceAll(/\\u003[ce]/gi, " ")
    .replaceAll(/&quot;|\\u0022/gi, '"')
    .replaceAll(/\\+(["'/])/g, "$1");
}

/** An entry of Shopify's list. */
interface WebPixel {
  type?: unknown;
  name?: unknown;
  apiClientId?: unknown;
  configuration?: unknown;
}

/** Shopify's list of the web pixels of the shop; empty where the page has none that can be read. */
function webPixels(html: string): WebPixel[] {
  const start = /webPixelsConfigList["']?\s*:\s*(?=\[)/.exec(html);
  if (start === null) return [];
  const list = arrayAt(html, start.index + start[0].length);
  try {
    const parsed: unknown = JSON.parse(list);
    return Array.isArray(parsed)
      ? parsed.filter((one): one is WebPixel => typeof one === "object" && one !== null)
      : [];
  } catch {
    return [];
  }
}

/** The JSON array that begins at a place, to its closing bracket. */
function arrayAt(text: string, from: number): string {
  let [depth, quoted] = [0, false];
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "[") depth++;
    else if (char === "]" && --depth === 0) return text.slice(from, at + 1);
  }
  return "";
}

function pixelSender({ type, name, apiClientId, configuration }: WebPixel): PageSender[] {
  const settings = typeof configuration === "string" ? unescaped(configuration) : "";
  if (apiClientId === TIKTOK_APP) return [sender("tiktok_app", settings)];
  if (type === "CUSTOM")
    return typeof name === "string" && /tik\s?tok/i.test(name) ? [{ kind: "custom_pixel" }] : [];
  return /tiktok/i.test(settings) ? [sender("app_pixel", settings)] : [];
}

function sender(kind: SenderKind, settings: string): PageSender {
  const code = new RegExp(`"[a-z_]*(?:pixel|tiktok)[a-z_]*"\\s*:\\s*"(${CODE})"`, "i").exec(settings)?.[1];
  return { kind, ...(code === undefined ? {} : { code }) };
}
