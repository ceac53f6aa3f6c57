import { ConfigError, readConfig, type Config, type Environment } from "../../app/platform/config.ts";
import { ok, warning, wrong, type Finding } from "./finding.ts";
import { weaknessOf } from "./key-strength.ts";

const TIKTOK = "https://business-api.tiktok.com";
const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

/** What is to be said of the environment, and the configuration if it can be read. */
export function judgeEnvironment(env: Environment): { config: Config | undefined; findings: Finding[] } {
  try {
    const config = readConfig(env);
    return {
      config,
      findings: [ok("configuration", "complete"), ...judgeKeys(config), ...oddities(config)],
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

function judgeKeys({ encryptionKeys }: Config): Finding[] {
  const about = "encryption key";
  const fix =
    "Put a new key in front and keep the old one behind it: ENCRYPTION_KEY=NEW,OLD (make one: openssl rand -base64 32).";
  const texts = encryptionKeys.map((key) => key.reveal());
  const findings = texts.flatMap((text, index) => {
    const weakness = weaknessOf(Buffer.from(text, "base64"));
    if (weakness === undefined) return [];
    // An old key only opens what is there; the first one seals everything new.
    return [(index === 0 ? wrong : warning)(about, `key ${index + 1} ${weakness}`, fix)];
  });
  if (new Set(texts).size < texts.length)
    findings.push(warning(about, "the same key is given twice", "Remove one of the two."));
  return findings.length > 0
    ? findings
    : [ok(about, texts.length === 1 ? "one key" : `${texts.length} keys`)];
}

function oddities({ shopify, tiktokBaseUrl, logLevel }: Config): Finding[] {
  const findings = [...judgeAppUrl(new URL(shopify.appUrl))];
  if (!/^[0-9a-f]{32}$/.test(shopify.apiKey))
    findings.push(
      warning(
        "SHOPIFY_API_KEY",
        "does not look like a client ID (32 hexadecimal digits)",
        "Copy the client ID from the app's settings in Shopify's Dev Dashboard.",
      ),
    );
  if (/\s/.test(shopify.apiSecret.reveal()))
    findings.push(
      wrong(
        "SHOPIFY_API_SECRET",
        "has white space in it",
        "Copy the client secret again, without quotes or line ends.",
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
  if (logLevel === "silent" || logLevel === "fatal")
    findings.push(warning("LOG_LEVEL", `${logLevel}: errors leave no trace`, "Use info, or at least error."));
  return findings;
}

function judgeAppUrl(url: URL): Finding[] {
  const about = "SHOPIFY_APP_URL";
  const fix = "Put the public https address of this server there, as in shopify.app.toml.";
  if (url.protocol !== "https:")
    return [wrong(about, "is not https: Shopify delivers webhooks to https addresses only", fix)];
  if (/(^|\.)(example\.(com|org|net)|example|invalid|test)$/.test(url.hostname))
    return [wrong(about, "is the example's address", fix)];
  if (/^(localhost|127\.|10\.|192\.168\.|\[::1\])/.test(url.hostname))
    return [wrong(about, "is an address that Shopify cannot reach", fix)];
  return url.pathname === "/"
    ? []
    : [warning(about, "has a path", "The app answers at the root of its host.")];
}
