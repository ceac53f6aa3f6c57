/** Serves the page of received events, its style and script, the same as JSON, and a stream that says when to look again. */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type PageView, renderPage } from "./page.ts";
import type { ReceivedRequest } from "./received.ts";
import { sendText } from "./replies.ts";

const STYLE = readFileSync(new URL("./page.css", import.meta.url), "utf8");
const SCRIPT = readFileSync(new URL("./page.js", import.meta.url), "utf8");

/** The part of the double that people look at. */
export class PageServer {
  readonly #received: readonly ReceivedRequest[];
  readonly #view: () => PageView;
  readonly #watchers = new Set<ServerResponse>();

  constructor(received: readonly ReceivedRequest[], view: () => PageView) {
    this.#received = received;
    this.#view = view;
  }

  /** Answers a GET for one of its paths; false when the path is not its own. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    switch (path) {
      case "/":
        response.setHeader("Content-Security-Policy", POLICY);
        sendText(response, 200, "text/html; charset=utf-8", renderPage(this.#received, this.#view()));
        return true;
      case "/page.css":
        sendText(response, 200, "text/css; charset=utf-8", STYLE);
        return true;
      case "/page.js":
        sendText(response, 200, "text/javascript; charset=utf-8", SCRIPT);
        return true;
      case "/api/received":
        allowLoopback(request, response);
        sendText(
          response,
          200,
          "application/json; charset=utf-8",
          JSON.stringify(this.#received.toReversed()),
        );
        return true;
      case "/api/purchases":
        allowLoopback(request, response);
        sendText(response, 200, "application/json; charset=utf-8", JSON.stringify(this.#view().purchases));
        return true;
      case "/api/stream":
        this.#watch(response);
        return true;
    }
    return false;
  }

  /** Tells every open page that there is something new. */
  refresh(): void {
    for (const watcher of this.#watchers) watcher.write(`data: ${this.#received.length}\n\n`);
  }

  #watch(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(`data: ${this.#received.length}\n\n`);
    this.#watchers.add(response);
    response.on("close", () => this.#watchers.delete(response));
  }
}

const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:";

// The console is another origin on this machine; pages from elsewhere have no business here.
function allowLoopback(request: IncomingMessage, response: ServerResponse): void {
  const origin = request.headers.origin;
  response.setHeader("Vary", "Origin");
  if (origin === undefined || !/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
}
