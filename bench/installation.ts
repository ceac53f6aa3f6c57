import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import SqliteDatabase from "better-sqlite3";
import { migratedDatabase } from "../tests/platform/migrated-database.ts";
import type { BareKind } from "./bare-server.ts";
import { startServerProcess, type ServerProcess } from "./server-process.ts";
import type { Signature } from "./signed-request.ts";

const run = promisify(execFile);
const ROOT = new URL("..", import.meta.url).pathname;

export const PIXEL = "CBENCHPIXEL000000001";
export const TOKEN = "a-tiktok-token-for-benchmarks";

/** An installation as in production, with a database of its own in a temporary folder. */
export interface Installation {
  databasePath: string;
  signature: Signature;
  /** Notes that the shop has opened the app, as every shop has that sends webhooks: then it is known where the shop is. */
  openApp(): void;
  /** Connects the shop's pixel with the operator's own command. */
  connect(): Promise<void>;
  /** `app/server.ts` with these arguments, and with Node's options of `npm start`. */
  startServer(...options: string[]): Promise<ServerProcess>;
  /** A bare server (bench/bare-server.ts); its database is at `barePath`. */
  startBare(kind: BareKind): Promise<ServerProcess>;
  barePath(kind: BareKind): string;
  remove(): void;
}

/** Makes an installation whose TikTok is at `tiktokUrl`. */
export function newInstallation(tiktokUrl = "http://127.0.0.1:9"): Installation {
  const folder = mkdtempSync(join(tmpdir(), "throughline-bench-"));
  const databasePath = migratedDatabase(folder);
  const signature = { shop: "bench.myshopify.com", secret: randomBytes(20).toString("hex") };
  const env = {
    ...{ NODE_ENV: "production" as const, PORT: "0", DATABASE_URL: `file:${databasePath}` },
    ...{ TIKTOK_API_BASE_URL: tiktokUrl, ENCRYPTION_KEY: randomBytes(32).toString("base64") },
    ...{ SHOPIFY_API_KEY: "key", SHOPIFY_API_SECRET: signature.secret },
    // Nothing may leave this machine.
    ...{ SHOPIFY_APP_URL: "https://app.example.com", SHOPIFY_BASE_URL: "http://127.0.0.1:9" },
  };
  const barePath = (kind: BareKind) => join(folder, `bare-${kind}.sqlite`);
  const start = (name: string, ...entry: string[]) => startServerProcess({ entry, env, folder, name });
  return {
    ...{ databasePath, signature, barePath },
    openApp() {
      const sqlite = new SqliteDatabase(databasePath);
      const add = sqlite.prepare("INSERT INTO shop (domain, country, installed_at) VALUES (?, 'US', ?)");
      add.run(signature.shop, Date.now());
      sqlite.close();
    },
    async connect() {
      const tokenFile = join(folder, "token");
      writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
      const words = ["connect", "--shop", signature.shop, "--pixel", PIXEL, "--token-file", tokenFile];
      const environment = { PATH: process.env["PATH"] ?? "", ...env };
      await run(process.execPath, ["scripts/shop.ts", ...words], { cwd: ROOT, env: environment });
    },
    startServer: (...options) => start("server", ...nodeOptions(), "app/server.ts", ...options),
    startBare: (kind) => start(`bare-${kind}`, "bench/bare-server.ts", barePath(kind), kind),
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `npm start` tells Node. */
function nodeOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: { start: string };
  };
  return scripts.start.match(/--max-\S+/g) ?? [];
}
