import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Hop, Journal } from "../journal.ts";
import { adLink, freshClickId } from "../sandbox.ts";
import type { Addresses } from "../world.ts";
import { consolePage } from "./page.ts";

export interface ConsoleOptions {
  port: number;
  addresses: Addresses;
  journal: Journal;
  /** The embedded app in Shopify's admin. */
  adminUrl: string;
}

export interface Console {
  close(): Promise<void>;
}

const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  "/console.js": { file: "console.js", type: "text/javascript" },
  "/console.css": { file: "console.css", type: "text/css" },
};

/** Serves the page where a person clicks the ad and watches each hop. */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const server = createServer((request, response) => {
    void answer(request, response, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ConsoleOptions,
): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const file = FILES[path];
  if (file !== undefined) {
    send(response, file.type, await readFile(new URL(file.file, import.meta.url), "utf8"));
  } else if (path === "/") send(response, "text/html", consolePage(options.addresses, options.adminUrl));
  else if (path === "/ad") {
    // Every click is a new one, as TikTok's are.
    response
      .writeHead(302, {
        Location: adLink(options.addresses.storefront, freshClickId()),
        "Cache-Control": "no-store",
      })
      .end();
  } else if (path === "/hops") stream(response, options.journal);
  else response.writeHead(404).end("Not Found");
}

function send(response: ServerResponse, type: string, body: string): void {
  response
    .writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" })
    .end(body);
}

/** Server-sent events: every hop so far, then each as it happens. */
function stream(response: ServerResponse, journal: Journal): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const write = (hop: Hop) => response.write(`id: ${hop.sequence}\ndata: ${JSON.stringify(hop)}\n\n`);
  journal.hops.forEach(write);
  response.once("close", journal.listen(write));
}
