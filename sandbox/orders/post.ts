import { request as httpRequest } from "node:http";
import type { ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** How long one delivery may take, in milliseconds. */
export interface Deadlines {
  connect: number;
  total: number;
}

/** Shopify's: one second to connect, five in all. */
export const shopifysDeadlines: Deadlines = { connect: 1_000, total: 5_000 };

/** What came of one POST: an HTTP status, or why there was none. */
export type PostResult = { kind: "answered"; status: number } | { kind: "failed"; reason: string };

/** One message on its way. */
export interface Message {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

function watchConnecting(request: ClientRequest, milliseconds: number): void {
  request.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => request.destroy(new Error("no connection in time")), milliseconds);
    socket.once("connect", () => {
      clearTimeout(timer);
    });
    socket.once("close", () => {
      clearTimeout(timer);
    });
  });
}

/** Posts once on a connection of its own and never throws. Redirects are answers like any other: none is followed. */
export function post({ url, headers, body }: Message, deadlines: Deadlines): Promise<PostResult> {
  const start = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = start(url, { method: "POST", agent: false, headers });
    const timer = setTimeout(() => request.destroy(new Error("no answer in time")), deadlines.total);
    const finish = (result: PostResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    watchConnecting(request, deadlines.connect);
    request.on("error", (error) => {
      finish({ kind: "failed", reason: error.message });
    });
    request.on("response", (response) => {
      response.resume();
      response.on("end", () => {
        finish({ kind: "answered", status: response.statusCode ?? 0 });
      });
      response.on("error", (error) => {
        finish({ kind: "failed", reason: error.message });
      });
    });
    request.end(body);
  });
}
