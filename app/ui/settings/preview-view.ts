import type { Translate } from "../../locales/translate.ts";
import type { TikTokEvent } from "../../tiktok/event.ts";
import type { OrderPreview } from "../../tiktok/routing.ts";
import { reasonWords } from "../delivery/reasons.ts";
import { counted } from "../formats.ts";

/** A field of the event under the settings on the page, beside the saved ones. */
export interface PreviewField {
  name: string;
  /** Absent where only the saved settings would send it. */
  value?: string;
  hashed: boolean;
  /** What the saved settings would send, where that is something else; "" for nothing. */
  saved?: string;
}

export interface PreviewGroup {
  title: string;
  fields: PreviewField[];
}

/** What TikTok would get of one order. */
export interface PreviewView {
  kind: "preview";
  orderName: string;
  tone: "success" | "info" | "attention";
  /** Whether it is sent, in a few words, and why not. */
  title: string;
  detail: string;
  /** What the saved settings would do, where that is something else: the end of a sentence. */
  savedOutcome?: string;
  /** How many fields differ from the saved settings, in words. */
  differences: string;
  groups: PreviewGroup[];
}

/** A preview, or why there is none. */
export type PreviewAnswer = PreviewView | { kind: "none"; message: string };

/** The event under the settings on the page, compared with the saved ones. */
export function previewView(draft: OrderPreview, saved: OrderPreview, t: Translate): PreviewView {
  const groups = previewGroups(draft.event, saved.event);
  const changed = groups.flatMap(({ fields }) => fields).filter((field) => field.saved !== undefined).length;
  const [outcome, savedOutcome] = [outcomeWords(draft, t), outcomeWords(saved, t)];
  return {
    kind: "preview",
    orderName: draft.orderName,
    ...outcome,
    ...(outcome.title === savedOutcome.title && outcome.detail === savedOutcome.detail
      ? {}
      : { savedOutcome: `${savedOutcome.title.replace(/^It/, "it")}. ${savedOutcome.detail}` }),
    differences:
      changed === 0
        ? "The same as under the saved settings."
        : `${counted(changed, "field differs", "fields differ")} from the saved settings.`,
    groups,
  };
}

function outcomeWords(
  { outcome }: OrderPreview,
  t: Translate,
): Pick<PreviewView, "tone" | "title" | "detail"> {
  switch (outcome.kind) {
    case "send":
      return outcome.pixels.length === 0
        ? {
            tone: "attention",
            title: "It would wait for a connection",
            detail: "No pixel is connected, so nothing can be sent.",
          }
        : { tone: "success", title: "It would be sent", detail: receivers(outcome.pixels) };
    case "skipped":
      return { tone: "info", title: "It would not be sent", detail: reasonWords(outcome.reason, t) };
    case "waiting":
      return {
        tone: "attention",
        title: "It would wait for its payment",
        detail: "It is sent once Shopify says that the order is fully paid.",
      };
  }
}

function receivers(pixels: readonly string[]): string {
  return pixels.length === 1 ? `To pixel ${pixels.join()}.` : `To the pixels ${pixels.join(", ")}.`;
}

/** Both events field by field, grouped as TikTok groups them. */
export function previewGroups(draft: TikTokEvent, saved: TikTokEvent): PreviewGroup[] {
  const [now, before] = [fieldsByPath(draft), fieldsByPath(saved)];
  const fields = [...new Set([...now.keys(), ...before.keys()])].map((path) => ({
    ...placeOf(path),
    path,
  }));
  const titles = [...new Set(fields.map(({ title }) => title))].sort((one, other) => rank(one) - rank(other));
  return titles.map((title) => ({
    title,
    fields: fields
      .filter((field) => field.title === title)
      .map(({ name, path }) => fieldOf(name, now.get(path), before.get(path))),
  }));
}

function fieldOf(name: string, value: string | undefined, saved: string | undefined): PreviewField {
  return {
    name,
    hashed: SHA256.test(value ?? saved ?? ""),
    ...(value === undefined ? {} : { value }),
    ...(value === saved ? {} : { saved: saved ?? "" }),
  };
}

const SHA256 = /^[0-9a-f]{64}$/;

/** `properties.contents.0.price` and the like, with the value as it is sent. */
function fieldsByPath(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...fieldsByPath(inner, path === "" ? name : `${path}.${name}`),
    ]),
  );
}

function placeOf(path: string): { title: string; name: string } {
  const [root = "", ...rest] = path.split(".");
  if (rest[0] === "contents" && rest[1] !== undefined)
    return { title: `Product ${Number(rest[1]) + 1} (properties.contents)`, name: rest.slice(2).join(".") };
  const title = TITLES[root];
  return title === undefined ? { title: "Event", name: path } : { title, name: rest.join(".") };
}

const TITLES: Readonly<Record<string, string>> = {
  properties: "Purchase (properties)",
  user: "Shopper (user)",
  page: "Page (page)",
};

/** What the settings change most comes first. */
const ORDER = ["Event", "Purchase", "Product", "Page", "Shopper"];

function rank(title: string): number {
  return ORDER.findIndex((start) => title.startsWith(start));
}
