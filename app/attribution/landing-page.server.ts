import http from "node:http";
import https from "node:https";
import { pinnedLookup, THE_INTERNET, type PublicReach } from "../platform/public-lookup.server.ts";
import { hasPlaceholder, parseClickId } from "./click-id.ts";

/** One answer on the way from the ad's destination to the landing page. */
export interface LandingHop {
  /** Without the click id's value; a placeholder in its place stays. */
  url: string;
  status: number;
  /** Whether the address still had the click id, unchanged. */
  carriesClickId: boolean;
}

/** Why following stopped before a page answered. */
export type LandingFailure =
  | "not_a_web_address"
  | "address_not_public"
  | "not_found_in_dns"
  | "too_many_redirects"
  | "too_slow"
  | "connection_failed";

/** Where the click id went: kept to the end, dropped by the answer of hop `droppedAt` (from 0), or not known because following failed. */
export type LandingCheck = {
  hops: LandingHop[];
} & (
  | { verdict: "kept" | "page_error" }
  | { verdict: "dropped"; droppedAt: number }
  | { verdict: "failed"; failure: LandingFailure }
);

/** How the outside is reached; tests bring their own. */
export interface LandingWorld extends PublicReach {
  /** How long all of it may take; 5 seconds unless a test is in a hurry. */
  deadlineMs?: number;
}

const MAX_HOPS = 10;
const DEADLINE_MS = 5000;

class Stopped extends Error {
  readonly failure: LandingFailure;

  constructor(failure: LandingFailure) {
    super(failure);
    this.failure = failure;
  }
}

/**
 * Follows an ad's destination as a click would, and says where `ttclid` is lost. Server-side requests to addresses a stranger chose are dangerous, so: only http
 * and https on ports 80 and 443, only public addresses, every name resolved once and the connection pinned to what was checked, at most 10 hops and 5 seconds
 * in all, and no body is read. Redirects made by scripts in a page are not seen. Never throws.
 */
export async function checkLandingPage(
  destination: string,
  clickId: string,
  world: LandingWorld = THE_INTERNET,
): Promise<LandingCheck> {
  const hops: LandingHop[] = [];
  const signal = AbortSignal.timeout(world.deadlineMs ?? DEADLINE_MS);
  try {
    let url: URL | undefined = withClickId(destination, clickId);
    while (url !== undefined) {
      if (hops.length === MAX_HOPS) throw new Stopped("too_many_redirects");
      const { status, location } = await visit(url, world, signal);
      hops.push({ url: withoutClickId(url), status, carriesClickId: carries(url, clickId) });
      url = location === undefined ? undefined : nextUrl(location, url);
    }
    return { hops, ...verdictOf(hops) };
  } catch (error) {
    if (signal.aborted) return { hops, verdict: "failed", failure: "too_slow" };
    return {
      hops,
      verdict: "failed",
      failure: error instanceof Stopped ? error.failure : "connection_failed",
    };
  }
}

function verdictOf(
  hops: readonly LandingHop[],
): { verdict: "kept" | "page_error" } | { verdict: "dropped"; droppedAt: number } {
  const lost = hops.findIndex(({ carriesClickId }) => !carriesClickId);
  if (lost > 0) return { verdict: "dropped", droppedAt: lost - 1 };
  return { verdict: (hops.at(-1)?.status ?? 0) >= 400 ? "page_error" : "kept" };
}

function withClickId(destination: string, clickId: string): URL {
  if (!URL.canParse(destination)) throw new Stopped("not_a_web_address");
  const url = new URL(destination);
  url.searchParams.set("ttclid", clickId);
  return url;
}

function nextUrl(location: string, from: URL): URL {
  if (!URL.canParse(location, from)) throw new Stopped("not_a_web_address");
  return new URL(location, from);
}

function carries(url: URL, clickId: string): boolean {
  const parsed = parseClickId(url.searchParams.get("ttclid") ?? undefined);
  return parsed.ok && parsed.clickId === clickId;
}

function withoutClickId(url: URL): string {
  const shown = new URL(url);
  shown.username = shown.password = "";
  // A placeholder is nobody's click id, and what the merchant has to find.
  return shown.href
    .replace(/[?&]ttclid=[^&#]*/g, (written) =>
      hasPlaceholder(written) ? written : `${written.slice(0, 8)}…`,
    )
    .slice(0, 500);
}

/** One request: status and where it redirects to. Throws Stopped, or the connection's error. */
async function visit(
  url: URL,
  world: LandingWorld,
  signal: AbortSignal,
): Promise<{ status: number; location?: string }> {
  const client = { "http:": http, "https:": https }[url.protocol];
  if (client === undefined || url.username !== "" || url.password !== "")
    throw new Stopped("not_a_web_address");
  const pinned = await inTime(pinnedLookup(url, world), signal);
  if (typeof pinned === "string") throw new Stopped(pinned);
  return new Promise((resolve, reject) => {
    const options = {
      method: "GET",
      lookup: pinned,
      signal,
      agent: false,
      headers: { "User-Agent": USER_AGENT, Accept: "text/html" },
    };
    const request = client.request(url, options, (response) => {
      response.destroy();
      const { statusCode: status = 0, headers } = response;
      const redirects = [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
      resolve(redirects ? { status, location: headers.location as string } : { status });
    });
    // A server that changes the protocol (101) closes without an answer and without an error. No error may be left without a listener.
    const closed = () => {
      reject(new Error("the connection closed without an answer"));
    };
    request.on("error", reject).once("close", closed).end();
  });
}

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
