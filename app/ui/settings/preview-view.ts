import type { TikTokEvent } from "../../tiktok/event.ts";
import type { OrderPreview } from "../../tiktok/routing.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { Translate } from "../../locales/translate.ts";
import type { Formats } from "../formats.ts";

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
  /** What the saved settings would do, where that is something else. */
  savedOutcome?: string;
  /** How many fields differ from the saved settings, in words. */
  differences: string;
  groups: PreviewGroup[];
}

/** A preview, or why there is none. */
export type PreviewAnswer = PreviewView | { kind: "none"; message: string };

/** The event under the settings on the page, compared with the saved ones. */
export function previewView(draft: OrderPreview, saved: OrderPreview, formats: Formats): PreviewView {
  const { t } = formats;
  const groups = previewGroups(draft.event, saved.event, t);
  const changed = groups.flatMap(({ fields }) => fields).filter((field) => field.saved !== undefined).length;
  const [outcome, savedOutcome] = [outcomeWords(draft, formats), outcomeWords(saved, formats)];
  return {
    kind: "preview",
    orderName: draft.orderName,
    ...outcome,
    ...(outcome.title === savedOutcome.title && outcome.detail === savedOutcome.detail
      ? {}
      : {
          savedOutcome: t("settings.preview.saved_outcome", {
            title: savedOutcome.title,
            detail: savedOutcome.detail,
          }),
        }),
    differences:
      changed === 0 ? t("settings.preview.same") : t("settings.preview.differs", { count: changed }),
    groups,
  };
}

function outcomeWords(
  { outcome }: OrderPreview,
  { t, list }: Formats,
): Pick<PreviewView, "tone" | "title" | "detail"> {
  switch (outcome.kind) {
    case "send":
      return outcome.pixels.length === 0
        ? {
            tone: "attention",
            title: t("settings.preview.outcome.unconnected.title"),
            detail: t("settings.preview.outcome.unconnected.detail"),
          }
        : {
            tone: "success",
            title: t("settings.preview.outcome.sent.title"),
            detail: t("settings.preview.outcome.sent.detail", {
              count: outcome.pixels.length,
              pixels: list(outcome.pixels),
            }),
          };
    case "skipped":
      return {
        tone: "info",
        title: t("settings.preview.outcome.skipped.title"),
        detail: reasonWords(outcome.reason, t),
      };
    case "waiting":
      return {
        tone: "attention",
        title: t("settings.preview.outcome.waiting.title"),
        detail: t("settings.preview.outcome.waiting.detail"),
      };
  }
}

/** Both events field by field, grouped as TikTok groups them. */
export function previewGroups(draft: TikTokEvent, saved: TikTokEvent, t: Translate): PreviewGroup[] {
  const [now, before] = [fieldsByPath(draft), fieldsByPath(saved)];
  const placed = [...new Set([...now.keys(), ...before.keys()])].map((path) => ({ ...placeOf(path), path }));
  return GROUPS.flatMap((group) => {
    const inGroup = placed.filter((field) => field.group === group);
    const numbers = [...new Set(inGroup.map(({ number }) => number))];
    return numbers.map((number) => ({
      title: t(`settings.preview.group.${group}`, { number }),
      fields: inGroup
        .filter((field) => field.number === number)
        .map(({ name, path }) => fieldOf(name, now.get(path), before.get(path))),
    }));
  });
}

/** What the settings change most comes first. */
const GROUPS = ["event", "properties", "product", "page", "user"] as const;

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

/** Where a field is shown: `number` counts the products. */
function placeOf(path: string): { group: (typeof GROUPS)[number]; number: number; name: string } {
  const [root = "", ...rest] = path.split(".");
  if (rest[0] === "contents" && rest[1] !== undefined)
    return { group: "product", number: Number(rest[1]) + 1, name: rest.slice(2).join(".") };
  if (root === "properties" || root === "page" || root === "user")
    return { group: root, number: 0, name: rest.join(".") };
  return { group: "event", number: 0, name: path };
}
