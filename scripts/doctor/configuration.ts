import { ConfigError, readConfig, type Config, type Environment } from "../../app/platform/config.ts";
import { ok, warning, wrong, type Finding } from "./finding.ts";
import { keyBytes, weakSettings, weaknessOfText } from "../../app/platform/weak-settings.ts";

const TIKTOK = "https://business-api.tiktok.com";
const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

/** What is to be said of the environment, and the configuration if it can be read. */
export function judgeEnvironment(env: Environment): { config: Config | undefined; findings: Finding[] } {
  try {
    const config = readConfig(env);
    return {
      config,
      findings: [
        ok("configuration", "complete"),
        // What the server does not start with, in the same words.
        ...weakSettings(env).map(({ variable, says, fix }) => wrong(ABOUT[variable], says, fix)),
        ...judgeKeys(env["ENCRYPTION_KEY"] ?? ""),
        ...oddities(config),
      ],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const says = error.message
      .replace(/^.*\n/, "")
      .split("\n")
      .map((line) => line.trim());
    const fix = "Set it in .env or in the environment; .env.example says what each variable is.";
    return { config: undefined, findings: says.map((line) => wrong("configuration", line, fix)) };
  }
}

const ABOUT = {
  ENCRYPTION_KEY: "encryption key",
  SHOPIFY_API_SECRET: "SHOPIFY_API_SECRET",
  SHOPIFY_APP_URL: "SHOPIFY_APP_URL",
} as const;

/** Old keys only open what is there: a weak one is no reason not to start. */
function judgeKeys(given: string): Finding[] {
  const about = ABOUT.ENCRYPTION_KEY;
  const keys = given.split(",").map((key) => key.trim());
  const weak = keys.map(weaknessOfText);
  const findings = weak.flatMap((weakness, index) =>
    weakness === undefined || index === 0
      ? []
      : [
          warning(
            about,
            `key ${index + 1} ${weakness}`,
            "Let `npm run -s keys -- rotate` finish, then remove it.",
          ),
        ],
  );
  const different = new Set(keys.map((key) => keyBytes(key)?.toString("hex")));
  if (different.size < keys.length)
    findings.push(warning(about, "the same key is given twice", "Remove one of the two."));
  return weak[0] !== undefined || findings.length > 0
    ? findings
    : [ok(about, keys.length === 1 ? "one key" : `${keys.length} keys`)];
}

function oddities({ shopify, tiktokBaseUrl, logLevel, metricsToken, tracesHost }: Config): Finding[] {
  const findings = [...judgeAppUrl(new URL(shopify.appUrl))];
  if (tracesHost !== undefined) findings.push(ok("traces", `are sent to ${tracesHost}`));
  if (!/^[0-9a-f]{32}$/.test(shopify.apiKey))
    findings.push(
      warning(
        "SHOPIFY_API_KEY",
        "does not look like a client ID (32 hexadecimal digits)",
        "Copy the client ID from the app's settings in Shopify's Dev Dashboard.",
      ),
    );
  if (shopify.baseUrl !== undefined)
    findings.push(
      warning("SHOPIFY_BASE_URL", "is set: Shopify itself is never asked", "Leave it empty in production."),
    );
  if (shopify.appBridgeUrl !== APP_BRIDGE)
    findings.push(warning("APP_BRIDGE_URL", "is not Shopify's own script", "Leave it empty in production."));
  if (tiktokBaseUrl !== TIKTOK)
    findings.push(
      warning(
        "TIKTOK_API_BASE_URL",
        "is not TikTok's own address: purchases and access tokens go elsewhere",
        "Leave it empty unless you mean to send through a gateway of your own.",
      ),
    );
  if (metricsToken !== undefined && new Set(metricsToken.reveal()).size < 8)
    findings.push(
      warning("METRICS_TOKEN", "repeats itself: it is easily guessed", "Make one: openssl rand -hex 24"),
    );
  if (logLevel === "silent" || logLevel === "fatal")
    findings.push(warning("LOG_LEVEL", `${logLevel}: errors leave no trace`, "Use info, or at least error."));
  return findings;
}

function judgeAppUrl(url: URL): Finding[] {
  if (url.pathname === "/") return [];
  const fix = "Put the public https address of this server there, as in shopify.app.toml.";
  return [warning("SHOPIFY_APP_URL", "has a path", `The app answers at the root of its host. ${fix}`)];
}
