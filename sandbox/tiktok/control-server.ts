/** Turns TikTok's knobs over HTTP: a page for people, JSON for programs. */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { renderControls } from "./control-page.ts";
import type { Controls } from "./controls.ts";
import { sendText } from "./replies.ts";
import { parseJson, readBody } from "./request-body.ts";

const STYLE = readFileSync(new URL("./control.css", import.meta.url), "utf8");
const SCRIPT = readFileSync(new URL("./control.js", import.meta.url), "utf8");

/** The paths below `/control`, and `/api/control`. */
export class ControlServer {
  readonly #controls: Controls;
  readonly #changed: () => void;

  /** `changed` is called when a knob was turned. */
  constructor(controls: Controls, changed: () => void) {
    this.#controls = controls;
    this.#changed = changed;
  }

  /** Answers a request for one of its paths; false when it is not its own. */
  async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    switch (`${request.method ?? ""} ${path}`) {
      case "GET /control":
        response.setHeader("Content-Security-Policy", POLICY);
        sendText(response, 200, "text/html; charset=utf-8", renderControls(this.#controls.state()));
        return true;
      case "GET /control.css":
        sendText(response, 200, "text/css; charset=utf-8", STYLE);
        return true;
      case "GET /control.js":
        sendText(response, 200, "text/javascript; charset=utf-8", SCRIPT);
        return true;
      case "GET /api/control":
        sendJson(response, 200, this.#controls.state());
        return true;
      case "POST /api/control":
        await this.#obey(request, response);
        return true;
    }
    return false;
  }

  async #obey(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    const objection = objectionTo(request, text);
    if (objection !== undefined) {
      sendJson(response, objection.status, { error: objection.error });
      return;
    }
    try {
      this.#controls.obey(parseJson(text ?? ""));
    } catch (error) {
      sendJson(response, 400, { error: complaint(error) });
      return;
    }
    sendJson(response, 200, this.#controls.state());
    this.#changed();
  }
}

const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:";

// Pages from elsewhere have no business here. A page that asks for this type needs permission, which nobody gives.
function objectionTo(
  request: IncomingMessage,
  text: string | undefined,
): { status: number; error: string } | undefined {
  const { origin, host = "" } = request.headers;
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host))
    return { status: 403, error: "Not from another machine." };
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, error: "Not from another page." };
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? ""))
    return { status: 415, error: "Content-Type must be application/json." };
  return text === undefined ? { status: 413, error: "More than 1 MB." } : undefined;
}

function complaint(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof RangeError) return error.message;
  throw error;
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, "application/json; charset=utf-8", JSON.stringify(value));
}
