import { WEBHOOK_PATHS } from "../../app/ingest/topics.ts";
import { ok, warning, wrong, type Finding } from "./finding.ts";

/** What the app and Shopify have to agree on. */
export interface Agreed {
  apiVersion: string;
  appUrl: string | undefined;
  apiKey: string | undefined;
}

const ABOUT = "shopify.app.toml";
const COMPLIANCE = ["customers/data_request", "customers/redact", "shop/redact"];
const DEPLOY = "Correct shopify.app.toml, then: npx shopify app deploy";

/** What is to be said of the app's declaration at Shopify; `text` is undefined when the file is not here. */
export function judgeDeclaration(text: string | undefined, agreed: Agreed): Finding[] {
  if (text === undefined)
    return [
      warning(
        ABOUT,
        "is not here, so it was not compared",
        "Run the doctor where the app was deployed from.",
      ),
    ];
  const findings = [...judgeTopics(text), ...judgeAddresses(text, agreed)];
  const version = valueOf(text, "api_version");
  if (version !== agreed.apiVersion)
    findings.push(
      wrong(ABOUT, `webhooks speak version ${version ?? "?"}, the code ${agreed.apiVersion}`, DEPLOY),
    );
  return findings.length > 0 ? findings : [ok(ABOUT, "says what the code does, with all compliance topics")];
}

function judgeTopics(text: string): Finding[] {
  const declared = new Map<string, { path: string; compliance: boolean }>();
  for (const part of text.split("[[webhooks.subscriptions]]").slice(1))
    for (const compliance of [true, false])
      for (const topic of listOf(part, compliance ? "compliance_topics" : "topics"))
        declared.set(topic, { path: pathOf(valueOf(part, "uri") ?? ""), compliance });
  const handled = Object.entries(WEBHOOK_PATHS);
  const findings = handled.flatMap(([topic, path]) => {
    const one = declared.get(topic);
    const isCompliance = COMPLIANCE.includes(topic);
    if (one === undefined)
      return [
        wrong(
          ABOUT,
          `${topic} is missing: the app ${isCompliance ? "breaks Shopify's privacy rules" : "is never told"}`,
          DEPLOY,
        ),
      ];
    if (one.compliance !== isCompliance)
      return [
        wrong(ABOUT, `${topic} belongs under ${isCompliance ? "compliance_topics" : "topics"}`, DEPLOY),
      ];
    return one.path === path
      ? []
      : [wrong(ABOUT, `${topic} goes to a path that the app does not answer`, DEPLOY)];
  });
  const unknown = [...declared.keys()].filter((topic) => !Object.hasOwn(WEBHOOK_PATHS, topic));
  return [...findings, ...unknown.map((topic) => wrong(ABOUT, `nothing handles ${topic}`, DEPLOY))];
}

function judgeAddresses(text: string, { appUrl, apiKey }: Agreed): Finding[] {
  const findings: Finding[] = [];
  if (apiKey !== undefined && valueOf(text, "client_id") !== apiKey)
    findings.push(
      wrong(
        ABOUT,
        "client_id is not SHOPIFY_API_KEY",
        "Both come from the same app: npx shopify app config link",
      ),
    );
  const addresses = [valueOf(text, "application_url"), ...listOf(text, "redirect_urls")];
  if (appUrl !== undefined && addresses.some((one) => one === undefined || !isUnder(one, appUrl)))
    findings.push(wrong(ABOUT, "application_url or redirect_urls is not under SHOPIFY_APP_URL", DEPLOY));
  return findings;
}

const isUnder = (address: string, appUrl: string): boolean =>
  URL.parse(address)?.origin === URL.parse(appUrl)?.origin;

/** A webhook's address may be whole or only a path. */
const pathOf = (uri: string): string => (uri.startsWith("/") ? uri : (URL.parse(uri)?.pathname ?? uri));

/** The text of a key at the start of a line. */
function valueOf(text: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"`, "m").exec(text)?.[1];
}

/** The texts of a key's list. */
function listOf(text: string, key: string): string[] {
  const list = new RegExp(`^\\s*${key}\\s*=\\s*\\[([^\\]]*)\\]`, "m").exec(text)?.[1] ?? "";
  return [...list.matchAll(/"([^"]*)"/g)].map(([, topic]) => topic ?? "");
}
