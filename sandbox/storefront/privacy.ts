import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Journal } from "../journal.ts";
import { json, withCookie } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { BadRequest } from "./visit.ts";
import type { Visit } from "./visit.ts";

/** Where the visitor seems to be: "eu" must be asked first, "us" is allowed until refused. */
export type Region = "eu" | "us";

/** How Shopify's consent script behaves: it loads, its download fails, or the page has no `loadFeatures` at all. */
export type PrivacyApi = "loads" | "fails" | "absent";

/** Switches of the simulation, shared by every visitor. */
export interface PrivacySettings {
  region: Region;
  privacyApi: PrivacyApi;
}

/** Paths of Shopify's own scripts. */
export const SHOPIFY_SCRIPTS = "/cdn/shopifycloud/";

const browserFolder = join(import.meta.dirname, "browser");
const ONE_YEAR = 365 * 86_400;

const yesOrNo = z.boolean();
const consent = z.object({
  analytics: yesOrNo,
  marketing: yesOrNo,
  preferences: yesOrNo,
  sale_of_data: yesOrNo,
});

/** The text as a region, if it names one. */
export function asRegion(text: string | null | undefined): Region | undefined {
  return text === "eu" || text === "us" ? text : undefined;
}

// The choice was made with `?_region=` on an earlier page.
function regionOf(visit: Visit, settings: PrivacySettings): Region {
  return asRegion(visit.cookies.get("_region")) ?? settings.region;
}

async function script(file: string, before = ""): Promise<Answer> {
  const body = before + (await readFile(join(browserFolder, file), "utf8"));
  return { status: 200, type: "text/javascript; charset=utf-8", body };
}

// The real cookie has these keys too; what else it holds is not documented and left out.
function consentCookie(given: z.infer<typeof consent>, region: Region): string {
  const flag = (allowed: boolean) => (allowed ? "1" : "0");
  const { analytics: a, marketing: m, preferences: p, sale_of_data: s } = given;
  return JSON.stringify({
    con: { CMP: { a: flag(a), m: flag(m), p: flag(p), s: flag(s) } },
    v: "2.1",
    region,
  });
}

async function collect(visit: Visit, settings: PrivacySettings, journal: Journal): Promise<Answer> {
  const result = consent.safeParse(await visit.fields());
  if (!result.success) throw new BadRequest("Consent needs four booleans");
  const given = result.data;
  const region = regionOf(visit, settings);
  const granted = given.marketing && given.sale_of_data;
  const summary = granted
    ? "Visitor accepted marketing and sale of data"
    : "Visitor refused marketing or sale of data";
  journal.record(granted ? "consent_given" : "consent_refused", summary, { ...given, region });
  return withCookie(json({ ok: true }), {
    name: "_tracking_consent",
    value: consentCookie(given, region),
    maxAge: ONE_YEAR,
  });
}

/** Answers Shopify's own scripts and the consent script's one request; undefined for any other request. */
export async function privacy(
  visit: Visit,
  settings: PrivacySettings,
  journal: Journal,
): Promise<Answer | undefined> {
  switch (`${visit.method} ${visit.path}`) {
    case `GET ${SHOPIFY_SCRIPTS}load-features.js`:
      return script("load-features.js");
    case `GET ${SHOPIFY_SCRIPTS}accelerated-checkout.js`:
      return script("accelerated-checkout.js");
    case `GET ${SHOPIFY_SCRIPTS}actions.js`:
      return script("actions.js");
    case `GET ${SHOPIFY_SCRIPTS}consent-tracking-api.js`:
      if (settings.privacyApi !== "loads") return { status: 503, type: "text/plain", body: "" };
      return script("consent-tracking-api.js", `window.sandboxRegion = "${regionOf(visit, settings)}";\n`);
    case "POST /sandbox/consent":
      return collect(visit, settings, journal);
    default:
      return undefined;
  }
}
