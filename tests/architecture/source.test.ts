import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const files = readdirSync(`${ROOT}app`, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.tsx?$/.test(name),
);
const source = (name: string) => readFileSync(`${ROOT}app/${name}`, "utf8");
const naming = (pattern: RegExp) => files.filter((name) => pattern.test(source(name)));

describe("the app's source", () => {
  it("reads the environment in one module", () => {
    expect(naming(/process\.env/)).toEqual(["platform/config.ts"]);
  });

  it("encrypts in one module, checks webhooks in one, and signs nothing else but the operator's own pass", () => {
    expect(naming(/createCipheriv|createDecipheriv/)).toEqual(["platform/vault.server.ts"]);
    expect(naming(/webhooks\.validate|hmac-sha256/i)).toEqual(["ingest/signature.server.ts"]);
    expect(naming(/createHmac/).sort()).toEqual([
      "ingest/signature.server.ts",
      "operator/door.server.ts",
      "operator/pass.server.ts",
    ]);
  });

  it("knows TikTok's fields in one folder", () => {
    const elsewhere = naming(/external_id|event_source|Access-Token/).filter(
      (name) => !/^(tiktok|ui|routes)\//.test(name),
    );
    expect(elsewhere).toEqual([]);
  });

  it("knows nothing of the sandbox", () => {
    expect(naming(/sandbox/i)).toEqual([]);
  });

  it("names its modules for what they are about", () => {
    expect(
      files.filter((name) => /(^|\/)(utils?|helpers?|lib|common|misc|services?|manager)(\/|\.)/i.test(name)),
    ).toEqual([]);
  });

  it("reaches for the clock and for chance only where the world is put together, and where the database tells the time", () => {
    const reaching = naming(/Date\.now\b|Math\.random\b|new Date\(\)/).filter(
      (name) => !/^(ui|routes)\//.test(name),
    );
    // On PostgreSQL the time is asked of the server.
    expect(reaching.sort()).toEqual([
      "composition.server.ts",
      // Is about the machine's own clock.
      "platform/clock-watch.ts",
      "platform/database.server.ts",
      "platform/server-clock.ts",
    ]);
  });
});
