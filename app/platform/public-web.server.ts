import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { pinnedLookup, type PublicReach, type LookupRefusal } from "./public-lookup.server.ts";

/** Why a request was not made. */
export type NotReachedWhy = "not_a_web_address" | LookupRefusal;

/** The address is none that may be contacted. */
export class NotReached extends Error {
  readonly why: NotReachedWhy;

  constructor(why: NotReachedWhy) {
    super(why);
    this.why = why;
  }
}

/** One answer. */
export interface PublicAnswer {
  status: number;
  /** Where it redirects to. */
  location?: string;
  /** As much of its text as was asked for; empty for a redirect. */
  text: string;
}

/** How one request is made. */
export interface PublicRequest {
  web: PublicReach;
  signal: AbortSignal;
  /** How many bytes of the body are read, after unpacking; none unless it is said. */
  mostBytes?: number;
}

/**
 * One GET request to an address that a stranger may have chosen: only http and https, only ports and addresses that the public web has, the name resolved once and
 * the connection pinned to what was checked, no more of the body than asked for. Redirects are not followed. Throws NotReached, or the connection's error.
 */
export async function visit(url: URL, { web, signal, mostBytes = 0 }: PublicRequest): Promise<PublicAnswer> {
  const client = { "http:": http, "https:": https }[url.protocol];
  if (client === undefined || url.username !== "" || url.password !== "")
    throw new NotReached("not_a_web_address");
  const pinned = await inTime(pinnedLookup(url, web), signal);
  if (typeof pinned === "string") throw new NotReached(pinned);
  return new Promise((resolve, reject) => {
    const accept = mostBytes === 0 ? {} : { "Accept-Encoding": "gzip, deflate, br" };
    const headers = { "User-Agent": USER_AGENT, Accept: "text/html", ...accept };
    const options = { method: "GET", lookup: pinned, signal, agent: false, headers };
    const request = client.request(url, options, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      const redirects = [301, 302, 303, 307, 308].includes(status) && answered.location !== undefined;
      if (redirects || mostBytes === 0) {
        response.destroy();
        resolve({ status, text: "", ...(redirects ? { location: answered.location as string } : {}) });
      } else {
        request.off("close", closed);
        readText(response, mostBytes).then((text) => {
          resolve({ status, text });
        }, reject);
      }
    });
    // A server that changes the protocol (101) closes without an answer and without an error. No error may be left without a listener.
    const closed = () => {
      reject(new Error("the connection closed without an answer"));
    };
    request.on("error", reject).once("close", closed).end();
  });
}

/** The first bytes of a body, unpacked, as text. A body that breaks off counts as far as it came. */
async function readText(response: IncomingMessage, mostBytes: number): Promise<string> {
  const unpack = UNPACKERS[response.headers["content-encoding"]?.trim().toLowerCase() ?? ""]?.();
  const body = unpack === undefined ? response : response.on("error", () => unpack.destroy()).pipe(unpack);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= mostBytes) break;
    }
  } catch (error) {
    if (bytes === 0) throw error;
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
}

const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** What `work` comes to, unless the signal aborts first: a look-up can take longer than we wait, and cannot be called off. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const tooLate = new Promise<never>((_resolve, reject) => {
    const abort = () => {
      reject(new Error("out of time"));
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  return Promise.race([work, tooLate]);
}

/** Ad clicks come from phones; some shops answer robots with something else. */
const USER_AGENT =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Throughline";
