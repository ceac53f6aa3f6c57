/** Asking a page as a merchant or as a stranger, and what must hold of every answer. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { signSessionToken } from "../../sandbox/shopify/access/session-token.ts";
import { API_KEY, SHOP } from "../../sandbox/world.ts";
import { OUTSIDE_THE_ADMIN, type Route } from "../admin/route-map.ts";
import { BROWSER, forgetLimits, type FuzzWorld } from "./fuzz-world.ts";
import { assertSound } from "./promises.ts";

/** Who asks. Everybody but the merchant is a stranger. */
export type Asker = "merchant" | "nobody" | "forger" | "talker";
export const askers = fc.constantFrom<Asker>(
  "merchant",
  "merchant",
  "merchant",
  "nobody",
  "forger",
  "talker",
);

function headersOf(asker: Asker, world: FuzzWorld): Record<string, string> {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  switch (asker) {
    case "merchant":
      return bearer(world.token());
    case "nobody":
      return {};
    case "forger":
      return bearer(
        signSessionToken(
          { shopDomain: SHOP, apiKey: API_KEY, apiSecret: "made up", userId: "1" },
          Date.now(),
        ),
      );
    case "talker":
      return bearer("e30.e30.x");
  }
}

/** A request, without who asks. */
export interface Question {
  target: string;
  asker: Asker;
  init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> };
}

/** Whether a route is one that a session token opens. */
const isAdmin = ({ id }: Route) => OUTSIDE_THE_ADMIN[id] === undefined;

/** Asks; throws where a promise is broken. A stranger changes nothing. */
export async function ask(world: FuzzWorld, route: Route, { target, asker, init }: Question): Promise<void> {
  forgetLimits(world);
  const before = world.commits();
  const headers = { ...BROWSER, ...init.headers, ...headersOf(asker, world) };
  const response = await fetch(world.url + target, { ...init, headers, redirect: "manual" });
  const asked = `${init.method ?? "GET"} ${target.slice(0, 300)} by ${asker}`;
  assertSound(asked, response.status, await response.text());
  assertLeadsHome(asked, response.headers.get("location"), world);
  assert.equal(response.headers.get("cache-control"), "no-store", `${asked} may be kept by a cache`);
  if (asker === "merchant" || !isAdmin(route)) return;
  assert.equal(world.commits(), before, `${asked} has written something`);
}

/** Nobody is led anywhere but into the app, Shopify's admin or its double. */
function assertLeadsHome(asked: string, location: string | null, { url, app }: FuzzWorld): void {
  if (location === null) return;
  const to = new URL(location, url);
  const isHome = [url, app.config.shopify.baseUrl].includes(to.origin);
  const isShopify = to.protocol === "https:" && /(?:^|\.)(?:shopify\.com|myshopify\.com)$/.test(to.hostname);
  assert.ok(isHome || isShopify, `${asked} leads to ${location}`);
}
