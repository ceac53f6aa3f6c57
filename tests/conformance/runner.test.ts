import { execFile, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { loadCases } from "../../conformance/cases.ts";
import { compare } from "../../conformance/compare.ts";
import type { Outcome } from "../../scripts/outcome.ts";
import { askSender, parseAnswer } from "../../conformance/sender.ts";

const MAPPER = "node scripts/map.ts";

/** Starts the runner as a person would. */
function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile("node", ["conformance/run.ts", ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

const only = (...names: string[]) => names.flatMap((name) => ["--only", name]);

const ORDINARY = loadCases().find(({ name }) => name === "online-store-order");
if (ORDINARY === undefined || !("event" in ORDINARY.expected))
  throw new Error("the set has no ordinary order");
const ordinary = ORDINARY;
const event = ORDINARY.expected.event;

describe("npm run conformance", () => {
  it("runs the mapper itself", async () => {
    const { code, stdout } = await run(...only("value-half-up", "lines-500"));
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "2 passed, 0 failed; 3035 of 3035 fields matched\n",
    });
  });

  it("passes a sender that agrees, whatever id, page and order number it chooses", async () => {
    const changes = `s/"order_/"purchase-/; s/"order_id":"/&#/; s/"page":{[^}]*}/"page":{"url":"x:"}/; s/"num_items":[0-9]*/"num_items":99/`;
    const { code, stdout } = await run(
      ...only("online-store-order", "unreadable-html", "require-click-id"),
      ...["--sender", `${MAPPER} | sed '${changes}'`],
    );
    expect(stdout).toMatch(/^2 passed, 0 failed, 3 left out/);
    expect(code).toBe(0);
  });

  it("fails a sender that sends text for a number and misses a plus, and names the fields", async () => {
    const phone = loadCases().find(({ name }) => name === "phone-gb");
    expect(phone).toBeDefined();
    const { code, stdout } = await run(
      ...only("phone-gb", "value-jpy-with"),
      ...[
        "--sender",
        `${MAPPER} | sed 's/"value":1281/"value":"1281"/; s/"phone":"[0-9a-f]*"/"phone":"00"/'`,
      ],
    );
    expect(stdout).toContain('FAILED value-jpy-with-decimals: properties.value: expected 1281, got "1281"\n');
    expect(stdout).toContain('FAILED phone-gb: user.phone: expected sha256(+442079460018), got "00"\n');
    expect(stdout).toContain("0 passed, 2 failed;");
    expect(code).toBe(1);
  });

  it("fails a sender that sends what must not be sent", async () => {
    const { code, stdout } = await run(
      ...only("test-order-before-channel", "cancelled-before-refunded"),
      ...["--sender", `echo '{"event":"Purchase"}'`, "--json"],
    );
    const result = JSON.parse(stdout) as { passed: number; failed: number; cases: { verdict: string }[] };
    expect(result).toMatchObject({ passed: 0, failed: 2, leftOut: 0 });
    expect(result.cases.map(({ verdict }) => verdict)).toEqual(["failed", "failed"]);
    expect(code).toBe(1);
  });

  it.each([
    ["says nothing", "true", "it printed 0 lines instead of one"],
    ["talks", "echo hello", "it printed no JSON: hello"],
    ["ends badly", "echo broken >&2; exit 3", "it ended with code 3: broken"],
    ["does not exist", "no-such-program-here", "it ended with code 127"],
    ["hangs", "sleep 600", "no answer within 0.5 s"],
  ])("fails a sender that %s", async (_what, sender, problem) => {
    const { code, stdout } = await run(...only("bare-order"), "--sender", sender, "--timeout", "0.5");
    expect(stdout).toContain(`FAILED bare-order: ${problem}`);
    expect(stdout).toMatch(/\n0 passed, 1 failed; 0 of \d+ fields matched\n$/);
    expect(code).toBe(1);
  });

  it("prints the cases written out", async () => {
    const { stdout } = await run("--print", ...only("phone-gb"));
    expect(JSON.parse(stdout)).toMatchObject({
      name: "phone-gb",
      body: expect.stringContaining("020 7946") as string,
    });
  });

  it.each([[["--only", "no-such-case"]], [["--timeout", "soon"]], [["--sendr", "x"]]])(
    "explains itself when asked for %j",
    async (args) => {
      const { code, stderr } = await run(...args);
      expect(stderr).toContain("Usage:");
      expect(code).toBe(2);
    },
  );
});

describe("a program that hangs", () => {
  it("is ended with all it started", async () => {
    const answer = await askSender("sleep 600 & echo $! >&2; wait", "{}", 300);
    const pid = Number(/(\d+)\s*$/.exec(answer.ok ? "" : answer.problem)?.[1]);
    expect(pid).toBeGreaterThan(1);
    // A dead process stays listed until its parent has asked for it.
    const state = () => spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout;
    await expect.poll(state).toMatch(/^(Z|$)/);
  });
});

describe("an answer", () => {
  const bare = { event: "Purchase", event_id: "1" };
  it.each<[string, unknown, Outcome]>([
    ["an event", { event: bare }, { event: bare }],
    ["a bare event", bare, { event: bare }],
    ["a request with one event", { event_source: "web", data: [bare] }, { event: bare }],
    ["a request without one", { data: [] }, { skipped: "nothing to send" }],
    ["a reason", { skipped: "cancelled" }, { skipped: "cancelled" }],
  ])("may be %s", (_what, answer, outcome) => {
    expect(parseAnswer(`${JSON.stringify(answer)}\n`)).toEqual({ ok: true, outcome });
  });

  it.each(["[]", "{}", "null", '{"data":[1]}', '{"data":[{},{}]}', '{"skipped":true}', "{}\n{}"])(
    "may not be %s",
    (answer) => {
      expect(parseAnswer(answer)).toMatchObject({ ok: false });
    },
  );
});

describe("the comparison", () => {
  const without = (path: string[], value: unknown): unknown => {
    const [name = "", ...rest] = path;
    if (rest.length === 0)
      return Array.isArray(value)
        ? value.filter((_, index) => index !== Number(name))
        : Object.fromEntries(Object.entries(value as object).filter(([key]) => key !== name));
    const inside = (value as Record<string, unknown>)[name];
    return Array.isArray(value)
      ? value.with(Number(name), without(rest, inside))
      : { ...(value as object), [name]: without(rest, inside) };
  };
  const paths = (value: unknown, path: string[] = []): string[][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, member]) => paths(member, [...path, name]))
      : [path];

  it.each(paths(event).map((path) => [path.join("."), path] as const))(
    "notices that %s is missing",
    (_name, path) => {
      const { differences } = compare(ordinary, { event: without(path, event) }, "exact");
      expect(differences).toHaveLength(1);
    },
  );

  it("notices what should not be there", () => {
    const more = { ...(event as object), limited_data_use: true };
    expect(compare(ordinary, { event: more }, "exact").differences).toEqual([
      { path: "event.limited_data_use", expected: undefined, got: true },
    ]);
    expect(compare(ordinary, { event }, "exact").differences).toEqual([]);
  });

  it("counts a match key that another sender made of junk", () => {
    const junk = loadCases().find(({ name }) => name === "phone-junk-words");
    if (junk === undefined || !("event" in junk.expected)) throw new Error("the case is gone");
    const { user, ...rest } = junk.expected.event as { user: object };
    const got = { event: { ...rest, user: { ...user, phone: "00", cookie: "not ours to judge" } } };
    expect(compare(junk, got, "foreign").differences.map(({ path }) => path)).toEqual(["user.phone"]);
  });

  it("lets other senders use TikTok's older name and the fields a case leaves to them", () => {
    const names = loadCases().find(({ name }) => name === "name-inner-spaces");
    if (names === undefined || !("event" in names.expected)) throw new Error("the case is gone");
    const { user, ...rest } = names.expected.event as { user: object };
    const got = { event: { ...rest, event: "CompletePayment", user: { ...user, first_name: "00" } } };
    expect(compare(names, got, "foreign").differences).toEqual([]);
    expect(compare(names, got, "exact").differences).toHaveLength(2);
  });

  it("gives a sender that skips an order none of its fields", () => {
    const { fields, matched } = compare(ordinary, { skipped: "no idea" }, "foreign");
    expect(fields).toBeGreaterThan(15);
    expect(matched).toBe(0);
  });
});
