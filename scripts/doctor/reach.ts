import { SECOND } from "../../app/platform/clock.ts";
import type { TokenAnswer } from "../../app/platform/token-endpoint.server.ts";
import { ok, warning, wrong, type Finding } from "./finding.ts";

/** What came of a request. */
export type Reached =
  | { kind: "answered"; status: number; body: string }
  /** The system's or the library's name of the failure. */
  | { kind: "failed"; code: string };

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name cannot be looked up",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ETIMEDOUT: "no answer in time",
  TimeoutError: "no answer in time",
  UND_ERR_CONNECT_TIMEOUT: "no answer in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by nobody this machine trusts",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate lacks the one in between",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by nobody this machine trusts",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

const reasonOf = (code: string): string => REASONS[code] ?? `it failed (${code})`;
const NETWORK = "Check name, firewall and certificate, from this machine: curl -v";

/** What the app's own address makes of a webhook that nobody signed. */
export function judgeAppAddress(reached: Reached): Finding {
  const about = "app's address";
  if (reached.kind === "failed")
    return wrong(about, `${reasonOf(reached.code)}: Shopify cannot deliver webhooks`, NETWORK);
  const { status } = reached;
  if (status === 401) return ok(about, "reached, and a webhook without a signature is refused");
  if (status >= 300 && status < 400)
    return wrong(
      about,
      `answers with a redirect (${status}): Shopify does not follow it`,
      "Use the address it leads to, in SHOPIFY_APP_URL and in shopify.app.toml.",
    );
  if (status >= 200 && status < 300)
    return wrong(
      about,
      `accepts a webhook without a signature (${status}): another program answers there`,
      "Point the address at this app.",
    );
  if (status >= 500)
    return wrong(
      about,
      `answers ${status}: the app behind it does not run, or not well`,
      "Start it, and look at its log.",
    );
  return wrong(
    about,
    `answers ${status} where the app would say 401: something in front of it refuses, or another program answers`,
    "Let POST requests to /webhooks/ through to the app, untouched.",
  );
}

/** Whether Shopify takes the app's client id and secret: it is asked to renew a token that nobody has. */
export function judgeCredentials(answer: TokenAnswer | undefined): Finding {
  const about = "Shopify";
  if (answer === undefined)
    return warning(
      about,
      "client ID and secret were not tried: no shop has the app",
      "Install the app in a shop, then run the doctor again.",
    );
  switch (answer.kind) {
    case "refused":
      return ok(about, "reached, and client ID and secret are right");
    case "pair":
      return wrong(
        about,
        "something that is not Shopify gives out tokens",
        "Check SHOPIFY_BASE_URL, and what answers for myshopify.com on this machine.",
      );
    case "shut":
      return warning(
        about,
        `reached, but the shop is closed (${answer.status})`,
        "Run the doctor again when a shop is open.",
      );
    case "unavailable":
      return /client|application/.test(answer.what)
        ? wrong(
            about,
            "does not take client ID and secret",
            "Copy both again from the Dev Dashboard: SHOPIFY_API_KEY, SHOPIFY_API_SECRET.",
          )
        : wrong(about, `gives no answer that can be used (${reasonOf(answer.what)})`, NETWORK);
  }
}

/** Whether TikTok answers: without a token, so with a refusal in its own words. */
export function judgeTikTok(reached: Reached): Finding {
  const about = "TikTok";
  if (reached.kind === "failed")
    return wrong(about, `${reasonOf(reached.code)}: purchases wait here until it is`, NETWORK);
  const code = codeOf(reached.body);
  if (code === undefined)
    return wrong(
      about,
      `what answers (${reached.status}) is not TikTok's Events API`,
      "Check TIKTOK_API_BASE_URL, and whether a proxy stands in between.",
    );
  return code === 0
    ? wrong(about, "takes a request without a token: this is not TikTok", "Check TIKTOK_API_BASE_URL.")
    : ok(about, `reached (code ${code} for a request without a token, as it should)`);
}

function codeOf(body: string): number | undefined {
  try {
    const { code } = JSON.parse(body) as { code?: unknown };
    return typeof code === "number" ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Clocks beside this machine's: milliseconds they are ahead, and how exactly that is known. */
export interface Skew {
  of: string;
  ahead: number;
  give: number;
}

/** What is to be said of this machine's clock. */
export function judgeClock(skews: readonly Skew[]): Finding[] {
  const about = "clock";
  const fix = "Let this machine set its clock by the network (NTP).";
  const findings = skews.flatMap(({ of, ahead, give }) => {
    const off = Math.abs(ahead) - give;
    if (off <= 5 * SECOND) return [];
    const says = `this machine is ${Math.round(Math.abs(ahead) / SECOND)} seconds ${ahead > 0 ? "behind" : "ahead of"} ${of}`;
    // Shopify's session tokens live a minute.
    return [(off > 30 * SECOND ? wrong : warning)(about, says, fix)];
  });
  if (findings.length > 0 || skews.length === 0) return findings;
  return [ok(about, `agrees with ${skews.map(({ of }) => of).join(", ")}`)];
}
