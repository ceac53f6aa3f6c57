import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { ensureBuild } from "../delivery/server-process.ts";
import { environment } from "../ingest/app-under-test.ts";
import { newDatabaseUrl } from "./temporary-database.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

beforeAll(ensureBuild, 60_000);

it("a server that was started with `npm start` stops in good order when npm is asked to", async () => {
  const env = environment(await newDatabaseUrl(), "http://127.0.0.1:9");
  const child = spawn("npm", ["start", "--silent"], {
    cwd: ROOT,
    // Nothing may leave this machine.
    env: { ...process.env, ...env, SHOPIFY_BASE_URL: "http://127.0.0.1:9", LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line.includes('"listening"')) child.kill("SIGTERM");
  }
  expect((await ended)[0]).toBe(0);
  expect(said.at(-1)).toContain('"stopped"');
});
