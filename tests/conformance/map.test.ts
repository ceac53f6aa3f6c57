import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadCases } from "../../conformance/cases.ts";
import { linesOf, TOO_LONG } from "../../scripts/lines-of.ts";

const folder = mkdtempSync(join(tmpdir(), "throughline-map-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const CASES = loadCases();
const bodyOf = (name: string) => {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found.body;
};
const ORDER = bodyOf("online-store-order");

function map(input: string | Buffer, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync("node", ["scripts/map.ts", ...args], {
    input,
    encoding: "utf8",
  });
  return { status, stderr, lines: stdout.split("\n").filter((line) => line !== "") };
}

function answers(input: string | Buffer, ...args: string[]): unknown[] {
  const { status, stderr, lines } = map(input, ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return lines.map((line) => JSON.parse(line) as unknown);
}

function settingsFile(document: unknown): string {
  const path = join(folder, "settings.json");
  writeFileSync(path, typeof document === "string" ? document : JSON.stringify(document));
  return path;
}

describe("npm run -s map", () => {
  it("answers every line of the set as the set asks for, in one go", () => {
    const simple = CASES.filter(
      ({ settings, context }) => settings === undefined && Object.keys(context).length === 0,
    );
    const answered = answers(simple.map(({ body }) => `${body}\n`).join(""));
    expect(answered).toHaveLength(simple.length);
    // Whether each answer is right is set.test.ts's question; here only that it is the answer to its own line.
    const kinds = (outcomes: unknown[]) => outcomes.map((outcome) => Object.keys(outcome as object));
    expect(kinds(answered)).toEqual(kinds(simple.map(({ expected }) => expected)));
  });

  it("takes windows' line ends, blank lines, U+2028 inside a text and a last line without an end", () => {
    const odd = ORDER.replace("Wool beanie", "Wool\u2028beanie");
    const read = answers(`${ORDER}\r\n\n  \n${odd}`);
    expect(read).toHaveLength(2);
    expect(JSON.stringify(read[1])).toContain("order_5871234567890");
  });

  it("answers a line before the next one comes", async () => {
    const child = spawn("node", ["scripts/map.ts"]);
    const ended = once(child, "close");
    for (const body of [ORDER, "garbage"]) {
      child.stdin.write(`${body}\n`);
      const [chunk] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
      expect(chunk.toString()).toMatch(body === ORDER ? /^\{"event".*\n$/ : /^\{"skipped":"unreadable"/);
    }
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  it("never ends because of what it reads", () => {
    const nasty = [
      Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]),
      "[".repeat(200_000),
      '{"a":'.repeat(100_000),
      `{"id":1234567890123456789,"x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
      `{"id":1,"email":"${"a".repeat(2_000_000)}"}`,
      '{"id":1,"__proto__":{"email":"a@b.example"},"line_items":[{"quantity":1e308,"price":"9".repeat}]}',
      '{"id":1,"line_items":[{"quantity":9007199254740991,"variant_id":1,"price":"999999999999999"}],"total_price":"1","currency":"USD","email":"a@b.example"}',
      "\u0000",
      ORDER,
    ];
    const input = Buffer.concat(nasty.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]));
    const read = answers(input);
    expect(read).toHaveLength(nasty.length);
    expect(read.at(-1)).toHaveProperty("event");
  });

  it.skipIf(!existsSync("/proc/self/status"))("does not keep what it has read", async () => {
    const child = spawn("node", ["scripts/map.ts"], { stdio: ["pipe", "pipe", "inherit"] });
    const line = Buffer.from(`${"x".repeat(50_000)}\n`);
    const lines = 8_000;
    const memory = new Promise<number>((resolve) => {
      let seen = 0;
      child.stdout.on("data", (chunk: Buffer) => {
        for (const byte of chunk) if (byte === 0x0a) seen += 1;
        if (seen === lines) resolve(peakMegabytes(child.pid ?? 0));
      });
    });
    for (let sent = 0; sent < lines; sent += 1)
      if (!child.stdin.write(line)) await once(child.stdin, "drain");
    // 400 MB went through; node itself needs some 300 at worst.
    expect(await memory).toBeLessThan(400);
    child.stdin.end();
    await once(child, "close");
  });

  it("ends quietly when nobody reads on", () => {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", "yes garbage | node scripts/map.ts | head -n 1; exit 0"],
      {
        encoding: "utf8",
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

function peakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

describe("its options", () => {
  it("take a settings document", () => {
    const file = settingsFile({
      event: { name: "CompletePayment" },
      pixelRules: [{ pixel: "C4A1B2C3D4E5F6G7" }],
    });
    expect(answers(ORDER, "--settings", file)).toMatchObject([
      { event: { event: "CompletePayment" }, pixels: ["C4A1B2C3D4E5F6G7"] },
    ]);
  });

  it("take one of an older version", () => {
    expect(answers(ORDER, "--settings", settingsFile({ version: 1 }))).toMatchObject([{ event: {} }]);
  });

  it("say that an order waits", () => {
    const file = settingsFile({ event: { trigger: "paid" } });
    expect(answers(bodyOf("trigger-paid-pending"), "--settings", file)).toEqual([
      { skipped: "waiting_for_payment" },
    ]);
  });

  it("judge by the time, the country and the test code that are given", () => {
    expect(answers(ORDER, "--now", "2026-12-31T00:00:00Z")).toEqual([{ skipped: "too_old" }]);
    expect(answers(ORDER)).toMatchObject([{ event: {} }]);
    const nowhere = bodyOf("consent-no-country");
    expect(answers(nowhere, "--shop-country", "de")).toEqual([{ skipped: "consent_needed_here" }]);
    expect(answers(nowhere)).toMatchObject([{ event: {} }]);
    const test = bodyOf("test-order");
    expect(answers(`${test}\n`, "--test")).toMatchObject([{ event: {} }]);
    expect(answers(`${test}\n`)).toEqual([{ skipped: "test_order" }]);
  });

  it.each<[string, unknown, RegExp]>([
    ["an unknown field", { event: { nam: "Purchase" } }, /settings\.json: event\.nam: .*name/],
    ["a wrong value", { orders: { channels: { pos: "yes" } } }, /settings\.json: orders\.channels\.pos: /],
    ["a newer version", { version: 99 }, /settings\.json: version: /],
    ["no JSON", "{", /settings\.json: .*JSON/],
    ["a list", [], /settings\.json: .*object/],
  ])("refuse a settings document with %s", (_what, document, message) => {
    const { status, stderr, lines } = map(ORDER, "--settings", settingsFile(document));
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });

  it.each([
    [["--settings", "/no/such/file"], "/no/such/file: cannot be read"],
    [["--now", "tomorrow"], "--now is a time"],
    [["--shop-country", "Germany"], "--shop-country is two letters"],
    [["--nwo"], "'--nwo'"],
  ])("refuse %j", (args, message) => {
    const { status, stderr } = map(ORDER, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it("can be asked for", () => {
    expect(map("", "--help").lines.join("\n")).toContain("--shop-country");
  });
});

describe("lines", () => {
  async function linesIn(chunks: string[], longest?: number) {
    const stream = (async function* () {
      for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
    })();
    const read: unknown[] = [];
    for await (const lines of linesOf(stream, longest)) read.push(...lines);
    return read;
  }

  it("are put together from chunks, also inside a letter", async () => {
    const [first, second] = [Buffer.from("ü\n").subarray(0, 1), Buffer.from("ü\n").subarray(1)];
    const stream = (async function* () {
      yield await Promise.resolve(first);
      yield second;
    })();
    const read: unknown[] = [];
    for await (const lines of linesOf(stream)) read.push(...lines);
    expect(read).toEqual(["ü"]);
    expect(await linesIn(["ab", "c\nde", "f", "\n\ng"])).toEqual(["abc", "def", "g"]);
  });

  it("that are too long are named and forgotten", async () => {
    expect(await linesIn(["abcd", "efgh\nok\n", "abcdefg"], 6)).toEqual([TOO_LONG, "ok", TOO_LONG]);
  });
});
