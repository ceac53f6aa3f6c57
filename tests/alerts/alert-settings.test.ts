import { describe, expect, it } from "vitest";
import { DEFAULT_ALERTS, readAlertDocument, readAlertForm } from "../../app/alerts/alert-settings.ts";
import { alertDraft } from "../../app/ui/alerts/alert-draft.ts";

const draft = alertDraft(undefined, "de");
const read = (changes: object) => readAlertForm(JSON.stringify({ ...draft, ...changes }));

describe("the form of alerts", () => {
  it("comes back as it was shown", () => {
    expect(read({})).toEqual({
      ...{ ok: true, document: { ...DEFAULT_ALERTS, language: "de" }, recipients: [], webhookUrl: undefined },
    });
  });

  it("takes addresses on lines or with commas, each once", () => {
    expect(
      read({ recipients: "a@example.com, B@example.com\n\nA@example.com;c@example.com " }),
    ).toMatchObject({
      recipients: ["A@example.com", "B@example.com", "c@example.com"],
    });
  });

  it.each<[string, object, object]>([
    ["a word for a number", { quietHours: "many" }, { quietHours: "number" }],
    ["a number out of range", { coveragePercent: "101" }, { coveragePercent: "number" }],
    ["what is no address", { recipients: "a@example.com\nnobody" }, { recipients: "recipient" }],
    [
      "a line break in an address",
      { recipients: "a@example.com\rBcc: b@example.com" },
      { recipients: "recipient" },
    ],
    [
      "six addresses",
      { recipients: "a@b.de,c@b.de,d@b.de,e@b.de,f@b.de,g@b.de" },
      { recipients: "too_many" },
    ],
    ["http", { webhookUrl: "http://example.com/" }, { webhookUrl: "webhook" }],
    ["a password in the address", { webhookUrl: "https://u:p@example.com/" }, { webhookUrl: "webhook" }],
    ["another port", { webhookUrl: "https://example.com:8443/" }, { webhookUrl: "webhook_port" }],
  ])("refuses %s, by its field", (_, changes, errors) => {
    expect(read(changes)).toEqual({ ok: false, errors });
  });

  it.each(["", "nonsense", "[]", '{"recipients":1}'])("is none: %j", (text) => {
    expect(readAlertForm(text)).toBeUndefined();
  });
});

describe("a stored document", () => {
  it("of another version keeps what can be read", () => {
    const text = JSON.stringify({ language: "tlh", quietHours: 9, coveragePercent: 900, news: true });
    expect(readAlertDocument(text)).toEqual({ ...DEFAULT_ALERTS, quietHours: 9 });
  });
});
