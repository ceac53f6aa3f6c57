import { describe, expect, it } from "vitest";
import type { SettingsChangeRecord } from "../../app/shops/settings-store.server.ts";
import { readImport } from "../../app/shops/settings-transfer.ts";
import { DEFAULT_SETTINGS, readSettings } from "../../app/shops/settings.ts";
import type { TikTokEvent } from "../../app/tiktok/event.ts";
import type { OrderPreview } from "../../app/tiktok/routing.ts";
import { HISTORY_PAGE, historyView } from "../../app/ui/settings/history-view.ts";
import { importAnswer, importView } from "../../app/ui/settings/import-view.ts";
import { previewGroups, previewView } from "../../app/ui/settings/preview-view.ts";
import { EVERYTHING_CHANGED, settingsWith } from "../shops/settings-documents.ts";
import { formats, HASH, NOON } from "./records.ts";

const EVENT: TikTokEvent = {
  ...{ event: "Purchase", event_time: NOON / 1000, event_id: "order_5001" },
  user: { email: HASH, city: "portland" },
  properties: {
    ...{ value: 128.5, currency: "USD", content_type: "product", num_items: 1, order_id: "5001" },
    contents: [{ content_id: "44", content_type: "product", price: 128.5, quantity: 1 }],
  },
  page: { url: "https://northpine.example/" },
};

const preview = (outcome: OrderPreview["outcome"], event = EVENT): OrderPreview => ({
  orderName: "#1001",
  ...{ event, outcome },
});
const SENT = preview({ kind: "send", pixels: ["CPIXEL"] });

describe("the preview", () => {
  it.each([
    [SENT, "It would be sent", "To pixel CPIXEL."],
    [preview({ kind: "send", pixels: ["A", "B"] }), "It would be sent", "To the pixels A and B."],
    [preview({ kind: "send", pixels: [] }), "It would wait for a connection", "No pixel is connected"],
    [preview({ kind: "skipped", reason: "channel_pos" }), "It would not be sent", "sold at a till"],
    [
      preview({ kind: "waiting", reason: "waiting_for_payment" }),
      "It would wait for its payment",
      "once Shopify says",
    ],
  ])("says what would become of the order: %#", (one, title, detail) => {
    const view = previewView(one, one, formats);
    expect(view.title).toBe(title);
    expect(view.detail).toContain(detail);
    expect(view).not.toHaveProperty("savedOutcome");
    expect(view.differences).toBe("The same as under the saved settings.");
  });

  it("says what the saved settings would do where that is something else", () => {
    const view = previewView(preview({ kind: "skipped", reason: "channel_pos" }), SENT, formats);
    expect(view.savedOutcome).toBe("Under the saved settings: It would be sent. To pixel CPIXEL.");
  });

  it("shows every field as it is sent, grouped, hashes marked", () => {
    const groups = previewGroups(EVENT, EVENT, formats.t);
    expect(groups.map(({ title }) => title)).toEqual([
      "Event",
      "Purchase (properties)",
      "Product 1 (properties.contents)",
      "Page (page)",
      "Shopper (user)",
    ]);
    const fields = groups.flatMap((group) => group.fields);
    expect(fields.filter(({ hashed }) => hashed)).toEqual([{ name: "email", value: HASH, hashed: true }]);
    expect(fields.every(({ saved }) => saved === undefined)).toBe(true);
    expect(fields).toHaveLength(15);
  });

  it("marks what differs from the saved settings: changed, added, left out", () => {
    const draft: TikTokEvent = {
      ...EVENT,
      event: "CompletePayment",
      user: { email: HASH },
      limited_data_use: true,
    };
    const view = previewView(preview(SENT.outcome, draft), SENT, formats);
    const marked = view.groups.flatMap(({ fields }) => fields).filter(({ saved }) => saved !== undefined);
    expect(marked).toEqual([
      { name: "event", value: "CompletePayment", saved: "Purchase", hashed: false },
      { name: "limited_data_use", value: "true", saved: "", hashed: false },
      { name: "city", saved: "portland", hashed: false },
    ]);
    expect(view.differences).toBe("3 fields differ from the saved settings.");
  });
});

describe("the history", () => {
  const reader = { staffId: "71", formats, read: readSettings };
  const record = (changes: Partial<SettingsChangeRecord> = {}): SettingsChangeRecord => ({
    ...{ revision: 1, changedAt: NOON, changedBy: "71", source: "page", before: null },
    after: JSON.stringify(settingsWith({ event: { value: "subtotal" } })),
    ...changes,
  });

  it("tells a change in words, from the defaults where it was the first", () => {
    expect(historyView([record()], reader)).toEqual({
      entries: [
        {
          revision: 1,
          when: formats.moment(NOON),
          who: "You",
          lines: [
            {
              path: "event.value",
              name: "Event: What counts as the value?",
              before: "The order's total",
              after: "The items alone",
            },
          ],
        },
      ],
    });
  });

  it.each([
    [{ changedBy: "71" }, "You"],
    [{ changedBy: "88" }, "Another staff member (88)"],
    [{ changedBy: "88", source: "import" }, "Another staff member (88), by importing a file"],
    [{ changedBy: null, source: "command" }, "Whoever runs this app, by a command"],
  ])("says who made it: %j", (changes, who) => {
    expect(historyView([record(changes)], reader).entries[0]?.who).toBe(who);
  });

  it("tells a change of an older version's document from what that meant", () => {
    const [entry] = historyView([record({ before: '{"version":1}' })], reader).entries;
    expect(entry?.lines.map(({ path }) => path)).toEqual(["event.value"]);
  });

  it("keeps a place for a change it cannot read", () => {
    const [entry] = historyView([record({ before: '{"version":99}' })], reader).entries;
    expect(entry).toMatchObject({ lines: [], note: expect.stringContaining("cannot read") as unknown });
  });

  it("has a cursor only while there are older changes", () => {
    const all = Array.from({ length: HISTORY_PAGE + 1 }, (_, index) => record({ revision: 20 - index }));
    expect(historyView(all, reader)).toMatchObject({ olderThan: 20 - HISTORY_PAGE + 1 });
    expect(historyView(all, reader).entries).toHaveLength(HISTORY_PAGE);
    expect(historyView(all.slice(1), reader)).not.toHaveProperty("olderThan");
  });
});

describe("an import", () => {
  const stored = { settings: DEFAULT_SETTINGS, revision: 4 };

  it("shows what would change, and the revision that was compared", () => {
    const answer = importView({ ok: true, settings: EVERYTHING_CHANGED }, stored, formats);
    expect(answer).toMatchObject({ kind: "compared", revision: 4, title: "22 settings would change" });
    expect(answer).not.toHaveProperty("migrated");
  });

  it("says when there is nothing to apply", () => {
    expect(importView(readImport("{}"), stored, formats)).toMatchObject({ lines: [] });
  });

  it("says when the document was of an older version", () => {
    expect(importView(readImport('{"version":1}'), stored, formats)).toMatchObject({
      migrated: expect.stringContaining("version 1 and was brought to version 2") as unknown,
    });
  });

  it("tells every problem and compares nothing", () => {
    expect(importView(readImport('{"evnt":{}}'), stored, formats)).toEqual({
      kind: "problems",
      problems: [{ path: "evnt", message: 'There is no such setting. Did you mean "event"?' }],
    });
  });

  it.each([
    ["saved", "saved"],
    ["unchanged", "saved"],
    ["stale", "refused"],
  ] as const)("that is applied and was %s is answered as %s", (outcome, kind) => {
    expect(importAnswer(outcome, formats.t).kind).toBe(kind);
  });
});
