import { beforeAll, describe, expect, it } from "vitest";
import { createDoorLog } from "../../app/operator/door-log.server.ts";
import { createDoor } from "../../app/operator/door.server.ts";
import { createPasses, PASS_LIFETIME } from "../../app/operator/pass.server.ts";
import { hashPassword, isPassword } from "../../app/operator/password.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { newDatabaseUrl, openForTest } from "../platform/temporary-database.ts";

const PASSWORD = "sesame, öffne dich";
let hash: string;
beforeAll(async () => {
  hash = await hashPassword(PASSWORD);
});

async function newDoor() {
  const { ledger } = openForTest(await newDatabaseUrl());
  const log = createDoorLog(ledger);
  const now = { at: 1_000_000 };
  const door = createDoor({
    ...{ passwordHash: new Secret(hash), secret: new Secret("key"), log },
    ...{ clock: () => now.at, logger: createLogger("silent") },
  });
  return { door, log, now };
}

const cookieOf = (setCookie: string) => setCookie.split(";")[0] ?? null;

describe("a password", () => {
  it("is known by its hash, however its letters were composed, and no other is", async () => {
    expect(await isPassword(PASSWORD, hash)).toBe(true);
    expect(await isPassword(PASSWORD.normalize("NFD"), hash)).toBe(true);
    for (const other of ["", "sesame", `${PASSWORD} `]) expect(await isPassword(other, hash)).toBe(false);
  });

  it("is hashed differently each time, and is not in the hash", async () => {
    expect(await hashPassword(PASSWORD)).not.toBe(hash);
    expect(hash).not.toContain("sesame");
  });

  it.each(["", "scrypt", "plain:password", "scrypt:32768:8:1:c2FsdA:c2hvcnQ"])(
    "opens nothing where the hash is %j",
    async (broken) => {
      await expect(isPassword(PASSWORD, broken)).rejects.toThrow("cannot be read");
    },
  );
});

describe("a pass", () => {
  const at = { now: 5_000_000 };
  const passes = createPasses(Buffer.from("key"), () => at.now);
  const pass = cookieOf(passes.issue()) ?? "";

  it("is valid until it ends, wherever it stands among the cookies", () => {
    expect(passes.isValid(pass)).toBe(true);
    expect(passes.isValid(`a=b; ${pass}; c=d`)).toBe(true);
    const later = createPasses(Buffer.from("key"), () => at.now + PASS_LIFETIME);
    expect(later.isValid(pass)).toBe(false);
  });

  it("is not valid under another key, changed in any part, or absent", () => {
    expect(createPasses(Buffer.from("other"), () => at.now).isValid(pass)).toBe(false);
    const [name = "", value = ""] = pass.split("=");
    const [endsAt = "", nonce = "", signature = ""] = value.split(".");
    for (const wrong of [
      `${Number(endsAt) + 1}.${nonce}.${signature}`,
      ...[
        `${endsAt}.x${nonce}.${signature}`,
        `${endsAt}.${nonce}.`,
        `${endsAt}.${nonce}`,
        "",
        "..",
        "NaN.x.y",
      ],
    ])
      expect(passes.isValid(`${name}=${wrong}`)).toBe(false);
    expect(passes.isValid(null)).toBe(false);
    expect(passes.isValid(`x${pass}`)).toBe(false);
  });
});

describe("the door", () => {
  it("opens with the password, and the pass it gives opens it from then on", async () => {
    const { door, log, now } = await newDoor();
    const come = await door.signIn(PASSWORD, "203.0.113.1");
    expect(come.kind).toBe("in");
    const cookie = come.kind === "in" ? cookieOf(come.cookie) : null;
    expect([door.isOpen(cookie), door.isOpen(null)]).toEqual([true, false]);
    now.at += PASS_LIFETIME;
    expect(door.isOpen(cookie)).toBe(false);
    expect(await log.latest(5)).toMatchObject([{ event: "signed_in", at: 1_000_000 }]);
  });

  it("is shut for a visitor who tried too often, also with the password; others come in", async () => {
    const { door, log } = await newDoor();
    for (let tries = 0; tries < 10; tries++)
      expect(await door.signIn("wrong", "203.0.113.1")).toEqual({ kind: "refused" });
    for (let tries = 0; tries < 3; tries++)
      expect(await door.signIn(PASSWORD, "203.0.113.1")).toEqual({ kind: "limited", minutes: 15 });
    expect((await door.signIn(PASSWORD, "203.0.113.2")).kind).toBe("in");
    const events = (await log.latest(50)).map(({ event }) => event);
    expect(events.filter((event) => event === "limited")).toHaveLength(1);
    expect(events.filter((event) => event === "refused")).toHaveLength(10);
  });

  it("forgets the wrong tries of somebody who came in", async () => {
    const { door } = await newDoor();
    for (let round = 0; round < 2; round++) {
      for (let tries = 0; tries < 9; tries++) await door.signIn("wrong", "203.0.113.1");
      expect((await door.signIn(PASSWORD, "203.0.113.1")).kind).toBe("in");
    }
  });

  it("tells visitors apart without keeping their addresses", async () => {
    const { door, log } = await newDoor();
    for (const address of ["203.0.113.1", "203.0.113.2", "203.0.113.1"]) await door.signOut(address);
    const entries = await log.latest(5);
    expect(new Set(entries.map(({ visitor }) => visitor)).size).toBe(2);
    expect(JSON.stringify(entries)).not.toContain("203.0.113");
  });

  it("keeps the newest thousand entries of its log", async () => {
    const { log } = await newDoor();
    for (let at = 1; at <= 1003; at++) await log.add({ at, event: "refused", visitor: "x" });
    const kept = await log.latest(2000);
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([1000, 1003, 4]);
  });
});
