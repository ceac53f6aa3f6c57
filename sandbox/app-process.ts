import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  API_KEY,
  API_SECRET,
  ENCRYPTION_KEY,
  PIXEL_CODE,
  SHOP,
  TIKTOK_ACCESS_TOKEN,
  TIKTOK_APP_ID,
  TIKTOK_APP_SECRET,
  type Addresses,
} from "./world.ts";

const run = promisify(execFile);
const root = new URL("..", import.meta.url).pathname;
const START_DEADLINE_MS = 30_000;

/** The real app, as its own process. */
export interface AppProcess {
  /** What it has logged so far, for when something goes wrong. */
  log(): string;
  /** Ends it as a deployment would, with SIGTERM. */
  stop(): Promise<void>;
}

/** The app's environment in the sandbox: base URLs and credentials, nothing else. */
export function appEnvironment({ app, shopify, tiktok }: Addresses, folder: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    PORT: new URL(app).port,
    DATABASE_URL: `file:${join(folder, "throughline.sqlite")}`,
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: app,
    SHOPIFY_BASE_URL: shopify,
    APP_BRIDGE_URL: `${shopify}/app-bridge.js`,
    TIKTOK_API_BASE_URL: tiktok,
    TIKTOK_APP_ID,
    TIKTOK_APP_SECRET,
    ENCRYPTION_KEY,
    LOG_LEVEL: "info",
  };
}

/** Migrates, connects the pixel with the operator's own command, and starts the web server with its worker. Throws with the log when it does not start. */
export async function startApp(addresses: Addresses, folder: string): Promise<AppProcess> {
  const env = { ...appEnvironment(addresses, folder), NODE_ENV: "production" as const };
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, TIKTOK_ACCESS_TOKEN, { mode: 0o600 });
  await run("node", ["app/migrate.ts"], { cwd: root, env });
  const connect = [
    "scripts/shop.ts",
    "connect",
    "--shop",
    SHOP,
    "--pixel",
    PIXEL_CODE,
    "--token-file",
    tokenFile,
  ];
  await run("node", connect, { cwd: root, env });

  const child = spawn("node", ["app/server.ts"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => lines.push(text));
  const log = () => lines.join("");
  await answering(`${addresses.app}/healthz`, child, log);
  return { log, stop: () => stop(child) };
}

async function answering(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill("SIGKILL");
  throw new Error(`The app did not start:\n${log()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await once(child, "exit");
  clearTimeout(killer);
}
