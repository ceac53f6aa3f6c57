import { THE_INTERNET, type PublicReach } from "../platform/public-lookup.server.ts";
import { NotReached, visit, type NotReachedWhy } from "../platform/public-web.server.ts";
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
export type LandingFailure = NotReachedWhy | "too_many_redirects" | "too_slow" | "connection_failed";

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

class TooManyRedirects extends Error {}

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
      if (hops.length === MAX_HOPS) throw new TooManyRedirects();
      const { status, location } = await visit(url, { web: world, signal });
      hops.push({ url: withoutClickId(url), status, carriesClickId: carries(url, clickId) });
      url = location === undefined ? undefined : nextUrl(location, url);
    }
    return { hops, ...verdictOf(hops) };
  } catch (error) {
    if (signal.aborted) return { hops, verdict: "failed", failure: "too_slow" };
    return { hops, verdict: "failed", failure: failureOf(error) };
  }
}

function failureOf(error: unknown): LandingFailure {
  if (error instanceof NotReached) return error.why;
  return error instanceof TooManyRedirects ? "too_many_redirects" : "connection_failed";
}

function verdictOf(
  hops: readonly LandingHop[],
): { verdict: "kept" | "page_error" } | { verdict: "dropped"; droppedAt: number } {
  const lost = hops.findIndex(({ carriesClickId }) => !carriesClickId);
  if (lost > 0) return { verdict: "dropped", droppedAt: lost - 1 };
  return { verdict: (hops.at(-1)?.status ?? 0) >= 400 ? "page_error" : "kept" };
}

function withClickId(destination: string, clickId: string): URL {
  if (!URL.canParse(destination)) throw new NotReached("not_a_web_address");
  const url = new URL(destination);
  url.searchParams.set("ttclid", clickId);
  return url;
}

function nextUrl(location: string, from: URL): URL {
  if (!URL.canParse(location, from)) throw new NotReached("not_a_web_address");
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
