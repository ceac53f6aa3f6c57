/** A day of orders of a marked customer, and all it leaves behind: the database's files, a backup, every file a merchant can take away, searched in every form a value could hide in. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backUpSqlite } from "../../app/platform/sqlite-backup.server.ts";
import { change, select } from "../platform/temporary-database.ts";
import { storedText } from "../platform/stored-text.ts";
import { ROUTES, SHOP, type AppWorld } from "./app-world.ts";
import { REQUEST_ID } from "./route-map.ts";
import { forbiddenWords, ORDER_NAME, PERSONAL, startMarkedWorld } from "./marked-world.ts";

const CITY = "Markerville";

let world: AppWorld;
let forbidden: string[];
let left: Record<"the database's files" | "a backup" | "what can be taken away", string>;
const folder = mkdtempSync(join(tmpdir(), "throughline-rest-"));

beforeAll(async () => {
  world = await startMarkedWorld();
  // TikTok takes the city in the clear, so it is kept so.
  forbidden = (await forbiddenWords(world)).filter((word) => word !== CITY);
  left = {
    "the database's files": await databaseFiles(),
    "a backup": await backup(),
    "what can be taken away": await takenAway(),
  };
}, 180_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

async function databaseFiles(): Promise<string> {
  return (await storedText(world.app.database))();
}

async function backup(): Promise<string> {
  const [main] = await select<{ file: string }>(
    world.app.database,
    "SELECT file FROM pragma_database_list WHERE name = 'main'",
  );
  const file = join(folder, `${String(Math.random())}.sqlite`);
  await backUpSqlite(main?.file ?? "", file, Date.now());
  return readFileSync(file, "latin1");
}

/** Every file of the pages, and the JSON of a receipt and of the settings, which the pages copy. */
async function takenAway(): Promise<string> {
  const today = new Date().toISOString().slice(0, 10);
  const asked: [string, Record<string, string>][] = [
    ["/app/orders/file", { query: "" }],
    [ROUTES.activityFile, { file: "activity" }],
    [ROUTES.activityFile, { file: "settings" }],
    [ROUTES.activityFile, { file: "request", id: REQUEST_ID }],
    [ROUTES.activityFile, { file: "shared", format: "csv", from: today, to: today }],
    [ROUTES.activityFile, { file: "shared", format: "json", from: today, to: today }],
  ];
  const files = asked.map(([path, fields]) => world.post(path, fields));
  const pages = [ROUTES.order("5001"), ROUTES.order("5002"), ROUTES.settings].map((path) => world.ask(path));
  const answers = await Promise.all([...files, ...pages]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  return (await Promise.all(answers.map((answer) => answer.text()))).join("\n");
}

/** What a value looks like, written down in the ways in which software writes: lower case. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  // Base64 depends on what stands before: three cases, without the characters that are shared with a neighbour.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .slice(before === 0 ? 0 : before + 1, -4),
  );
  const escaped = value.replace(/./g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  const forms = [
    ...[value, encodeURIComponent(value), encodeURIComponent(value).replaceAll("%20", "+")],
    ...[value.replaceAll("@", "&#64;"), value.replaceAll(" ", "&nbsp;"), bytes.toString("hex"), escaped],
    ...base64,
    ...base64.map((one) => one.replaceAll("+", "-").replaceAll("/", "_")),
  ];
  return forms.map((form) => form.toLowerCase()).filter((form) => form.length >= 6);
}

function found(text: string, words: readonly string[]): string[] {
  const lower = text.toLowerCase();
  return words.filter((word) => formsOf(word).some((form) => lower.includes(form)));
}

describe.each(["the database's files", "a backup", "what can be taken away"] as const)("%s", (place) => {
  it("hold nothing of the customer and no secret, in any form", () => {
    expect(found(left[place], forbidden)).toEqual([]);
  });

  it("are searched where the day is: its order is in them", () => {
    expect(left[place]).toContain(ORDER_NAME);
  });
});

describe("the search", () => {
  const [email = ""] = PERSONAL;
  it.each([
    ["as it is", email.toUpperCase()],
    ["in an address", encodeURIComponent(email)],
    ["as base64", Buffer.from(`>${email}<`).toString("base64")],
    ["as base64 for addresses", Buffer.from(`??${email}`).toString("base64url")],
    ["as hex", Buffer.from(email).toString("hex")],
    ["escaped", email.replace(/./g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)],
  ])("knows a value %s", (_how, text) => {
    expect(found(`…${text}…`, PERSONAL)).toEqual([email]);
  });

  it("would find what was written into a column", async () => {
    await change(
      world.app.database,
      "INSERT INTO shop (domain, name, installed_at) VALUES ('leak.myshopify.com', @name, 1)",
      { name: Buffer.from(`name: ${email}`).toString("base64") },
    );
    expect(found(await databaseFiles(), forbidden)).toEqual([email]);
    expect(found(await backup(), forbidden)).toEqual([email]);
    expect(await databaseFiles()).toContain(SHOP);
  });
});
