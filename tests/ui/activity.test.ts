import { describe, expect, it } from "vitest";
import type { AuditFact, AuditLog, AuditRecord } from "../../app/privacy/audit.server.ts";
import type { DataRequest } from "../../app/privacy/data-requests.server.ts";
import { DAY } from "../../app/platform/clock.ts";
import { ACTIVITY_PAGE, activityPage, readCursor, requestRows } from "../../app/ui/activity/activity-view.ts";
import { activityWords } from "../../app/ui/activity/activity-words.ts";
import { csvLine } from "../../app/ui/activity/csv.ts";
import { activityCsv } from "../../app/ui/activity/files.ts";
import { dataRequestProblem } from "../../app/ui/home/data-request-problem.ts";
import { formats, NOON } from "./records.ts";

const reader = { staffId: "77", now: NOON, formats };
const record = (id: number, by: string, fact: AuditFact): AuditRecord => ({ id, at: NOON + id, by, fact });
const request = (changes: Partial<DataRequest> = {}): DataRequest => ({
  ...{ id: 1, requestId: "9999", orderIds: ["1"], requestedAt: NOON, dueAt: NOON + 30 * DAY },
  handedOutAt: undefined,
  ...changes,
});

describe("a line of the log", () => {
  it.each<[AuditFact, string]>([
    [{ action: "installed" }, "The app was installed"],
    [{ action: "pixel_replaced", pixel: "CNEW", replaced: "COLD" }, "TikTok pixel COLD replaced by CNEW"],
    [{ action: "disconnected", pixel: undefined }, "TikTok disconnected"],
    [{ action: "replayed", deliveries: 1 }, "1 stopped purchase sent again"],
    [
      { action: "exported", subject: "shared", from: 1, until: 2 },
      "What was shared with TikTok was exported",
    ],
    [{ action: "data_requested", request: "5", orders: 0 }, "A customer asked what is stored (request 5)"],
    [{ action: "customer_erased", orders: 2, known: 1, hints: 0 }, "A customer's data was erased"],
    [{ action: "written_by_a_newer_app" } as unknown as AuditFact, "written_by_a_newer_app"],
  ])("says what was done: %j", (fact, what) => {
    expect(activityWords(fact, String, formats.t)).toMatchObject({ what });
  });

  it.each([
    ["77", "You"],
    ["78", "Staff member 78"],
    ["shopify", "Shopify"],
    ["app", "The app"],
    ["command", "Whoever runs this app"],
  ])("says who did it: %s", (by, who) => {
    expect(activityPage([record(1, by, { action: "installed" })], reader).lines[0]).toMatchObject({ who });
  });
});

describe("a page of the log", () => {
  it("has a cursor where there are more lines, and none where there are not", () => {
    const records = Array.from({ length: ACTIVITY_PAGE + 1 }, (_, n) =>
      record(n + 1, "app", { action: "installed" }),
    );
    const page = activityPage(records, reader);
    expect(page.lines).toHaveLength(ACTIVITY_PAGE);
    expect(readCursor(page.older ?? "")).toEqual({ at: NOON + ACTIVITY_PAGE, id: ACTIVITY_PAGE });
    expect(activityPage(records.slice(1), reader).older).toBeUndefined();
  });

  it.each([null, "", "1", "1.", "a.b", "1.99999999999"])("knows what is no cursor: %j", (text) => {
    expect(readCursor(text)).toBeUndefined();
  });
});

describe("a customer's request", () => {
  it.each<[Partial<DataRequest>, string]>([
    [{}, "attention"],
    [{ dueAt: NOON - 1 }, "critical"],
    [{ dueAt: NOON - 1, handedOutAt: NOON }, "success"],
  ])("shows whether it is answered, due, or late: %j", (changes, tone) => {
    expect(requestRows([request(changes)], reader)[0]?.status.tone).toBe(tone);
  });

  it("is a problem on Home until the file was made", () => {
    expect(dataRequestProblem([request()], formats)).toMatchObject([
      { key: "data_request", title: "A customer asked what is stored", action: { url: "/app/activity" } },
    ]);
    expect(dataRequestProblem([request(), request({ id: 2 })], formats)[0]?.title).toBe(
      "2 customers asked what is stored",
    );
    expect(dataRequestProblem([request({ handedOutAt: NOON })], formats)).toEqual([]);
  });
});

describe("a CSV line", () => {
  it.each([
    [["a", 1, undefined], "a,1,"],
    [['say "x", y', "two\nlines"], '"say ""x"", y","two\nlines"'],
    [["=1+1", "@x", "-5", -5], "'=1+1,'@x,'-5,-5"],
    [["+49", " =1", "\t=1", "\n=1", "＝1", "＠x"], `'+49,' =1,'\t=1,"'\n=1",'＝1,'＠x`],
    [["a=1", "x-5", "mia@example.com"], "a=1,x-5,mia@example.com"],
  ])("%j", (values, line) => {
    expect(csvLine(values)).toBe(`${line}\r\n`);
  });
});

it("the log is written out page by page, to its end", async () => {
  const all = Array.from({ length: 1203 }, (_, n) => record(1203 - n, "shopify", { action: "uninstalled" }));
  const audit: Pick<AuditLog, "latest"> = {
    latest: (_shop, limit, after) =>
      Promise.resolve(all.filter(({ id }) => id < (after?.id ?? Infinity)).slice(0, limit)),
  };
  const pieces = [];
  for await (const piece of activityCsv(audit, "shop", formats.t)) pieces.push(piece);
  const lines = pieces.join("").trimEnd().split("\r\n");
  expect(lines).toHaveLength(1204);
  expect(lines[1]).toMatch(/^2\d{3}-.*Z,Shopify,shopify,uninstalled,The app was uninstalled,/);
});
