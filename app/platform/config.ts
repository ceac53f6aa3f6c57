import { z } from "zod";
import { DEFAULT_DATABASE_URL } from "./database-url.ts";
import { engineOf } from "./engine.ts";
import { Secret } from "./secret.ts";
import { tracesHostOf, tracesShape } from "./traces-config.ts";
import { keyBytes, weakSettings } from "./weak-settings.ts";

/** The environment as a program sees it: every value a string, or absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown at start with every missing or malformed variable named, one per line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const missingOr = (message: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? "is missing" : message;

const origin = z
  .url({ protocol: /^https?$/, error: missingOr("must be a URL that starts with http:// or https://") })
  .transform((value) => value.replace(/\/+$/, ""));

const encryptionKeys = z.string({ error: "is missing" }).transform((value, context) => {
  const keys = value.split(",").map((part) => keyBytes(part.trim())?.toString("base64"));
  if (keys.every((key) => key !== undefined)) return keys.map((key) => new Secret(key));
  context.addIssue({
    code: "custom",
    message: "must be 32 random bytes in base64 or hex (make one: openssl rand -base64 32)",
  });
  return z.NEVER;
});

const databaseShape = {
  DATABASE_URL: z
    .string()
    .refine(
      (url) => engineOf(url) !== undefined,
      "must be file:PATH (SQLite) or postgresql://USER:PASSWORD@HOST/DATABASE (characters such as / and # percent-encoded)",
    )
    .default(DEFAULT_DATABASE_URL),
};

/** A number in digits, of at least one value and at most another. */
function wholeNumber(least: number, most: number) {
  const message = `must be a number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,5}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message);
}

const storeShape = {
  ...databaseShape,
  ...tracesShape,
  ENCRYPTION_KEY: encryptionKeys,
  TIKTOK_API_BASE_URL: origin.default("https://business-api.tiktok.com"),
  TIKTOK_REQUESTS_PER_SECOND: wholeNumber(1, 1000).default(200),
  // No fewer than an order can be of use: TikTok matches a purchase for 28 days.
  RETENTION_DAYS: wholeNumber(30, 3650).default(90),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be fatal, error, warn, info, debug, trace or silent",
    })
    .default("info"),
};

const smtpUrl = z
  .url({ protocol: /^smtps?$/, error: "must be smtp://USER:PASSWORD@HOST:PORT or smtps://…" })
  .transform((value) => new Secret(value));

const alertsShape = {
  SMTP_URL: smtpUrl.optional(),
  ALERTS_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      "must be an e-mail address, or NAME <ADDRESS>",
    )
    .optional(),
};

const webShape = {
  PORT: wholeNumber(0, 65_535).default(3000),
  WORKER_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[!-~]{20,200}$/, "must be 20 to 200 characters without a space (make one: openssl rand -hex 24)")
    .transform((value) => new Secret(value))
    .optional(),
  HOST: z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address of this machine" }).optional(),
  DRAIN_SECONDS: wholeNumber(0, 60).default(0),
  TRUSTED_PROXIES: z.string().regex(/^\d$/, "must be a number from 0 to 9").transform(Number).default(0),
  SHOPIFY_API_KEY: z.string({ error: "is missing" }).min(1, "is empty"),
  SHOPIFY_API_SECRET: z
    .string({ error: "is missing" })
    .min(1, "is empty")
    .transform((value) => new Secret(value)),
  SHOPIFY_APP_URL: origin,
  SHOPIFY_BASE_URL: origin.optional(),
  OPERATOR_PASSWORD_HASH: z
    .string()
    .regex(
      /^scrypt:(?:16384|32768|65536|131072):8:[1-4]:[\w-]{16,}:[\w-]{43}$/,
      "must be a hash as `npm run -s operator -- hash` prints it",
    )
    .transform((value) => new Secret(value))
    .optional(),
  // With both, merchants connect by TikTok's consent page; without, they paste a token.
  TIKTOK_APP_ID: z
    .string()
    .regex(/^\w{1,64}$/, "must be the number TikTok shows for the app")
    .optional(),
  TIKTOK_APP_SECRET: z
    .string()
    .transform((value) => new Secret(value))
    .optional(),
  APP_BRIDGE_URL: z.url("must be a URL").default("https://cdn.shopify.com/shopifycloud/app-bridge.js"),
};

const storeSchema = z.object(storeShape).transform((env) => ({
  databaseUrl: env.DATABASE_URL,
  /** The first key seals; all of them open. */
  encryptionKeys: env.ENCRYPTION_KEY,
  tiktokBaseUrl: env.TIKTOK_API_BASE_URL,
  /** The most requests this process sends TikTok in a second. */
  tiktokRequestsPerSecond: env.TIKTOK_REQUESTS_PER_SECOND,
  /** After so many days an order's details are removed. */
  retentionDays: env.RETENTION_DAYS,
  logLevel: env.LOG_LEVEL,
  /** Where traces are sent; undefined where they are not. */
  tracesHost: tracesHostOf(env),
}));

const mailSchema = z
  .object(alertsShape)
  .refine(({ SMTP_URL, ALERTS_FROM }) => (SMTP_URL === undefined) === (ALERTS_FROM === undefined), {
    path: ["SMTP_URL"],
    message: "and ALERTS_FROM are set together, or neither is",
  })
  .transform(({ SMTP_URL: smtpUrl, ALERTS_FROM: from }) => ({
    /** How alerts are mailed; absent where this installation sends no mail. */
    mail: smtpUrl === undefined || from === undefined ? undefined : { smtpUrl, from },
  }));

const webObject = z.object(webShape).superRefine((env, context) => {
  if ((env.TIKTOK_APP_ID === undefined) === (env.TIKTOK_APP_SECRET === undefined)) return;
  const [missing, given] =
    env.TIKTOK_APP_ID === undefined
      ? (["TIKTOK_APP_ID", "TIKTOK_APP_SECRET"] as const)
      : (["TIKTOK_APP_SECRET", "TIKTOK_APP_ID"] as const);
  context.addIssue({ code: "custom", path: [missing], message: `is missing, though ${given} is set` });
});

const webSchema = webObject.transform((env) => ({
  /** TCP port the web server listens on. */
  port: env.PORT,
  /** The address it listens on; absent for all of the machine's. */
  host: env.HOST,
  /** How long a web server that was asked to stop goes on answering, no longer ready: as long as a balancer needs to notice. */
  drainSeconds: env.DRAIN_SECONDS,
  /** TCP port on which a process that is only a worker says how it is; absent: it listens nowhere. */
  workerPort: env.WORKER_PORT,
  /** What opens `/metrics`; without one nothing is counted. */
  metricsToken: env.METRICS_TOKEN,
  /** Proxies in front of the server that append to X-Forwarded-For. */
  trustedProxies: env.TRUSTED_PROXIES,
  /** The operator's app at TikTok for Business, where there is one. */
  tiktokApp: tiktokApp(env),
  /** What opens the operator's view; without one there is none. */
  operatorPasswordHash: env.OPERATOR_PASSWORD_HASH,
  shopify: {
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
    appUrl: env.SHOPIFY_APP_URL,
    /** Where Shopify is reached instead of its own hosts; absent in production. */
    baseUrl: env.SHOPIFY_BASE_URL,
    /** Shopify's own library reads the same variable for the page that renews a session token. */
    appBridgeUrl: env.APP_BRIDGE_URL,
  },
}));

function tiktokApp({ TIKTOK_APP_ID: id, TIKTOK_APP_SECRET: secret }: z.output<typeof webObject>) {
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** What everything that touches the database needs. */
export type StoreConfig = z.output<typeof storeSchema>;
/** What the web server needs: the store's configuration and Shopify's. */
export type Config = StoreConfig & z.output<typeof webSchema> & z.output<typeof mailSchema>;

/** Reads which database is meant. Throws ConfigError when that cannot be told. */
export function readDatabaseUrl(env: Environment = process.env): string {
  const database = z.object(databaseShape).safeParse(withoutEmpty(env));
  if (!database.success) throw new ConfigError(describe(database.error.issues));
  return database.data.DATABASE_URL;
}

/** Reads what the worker and the commands need. Throws ConfigError naming every bad variable. */
export function readStoreConfig(env: Environment = process.env): StoreConfig {
  const store = storeSchema.safeParse(withoutEmpty(env));
  if (!store.success) throw new ConfigError(describe(store.error.issues));
  return store.data;
}

/** Reads the whole configuration. Throws ConfigError naming every bad variable. */
export function readConfig(env: Environment = process.env): Config {
  return readWhole(withoutEmpty(env), []);
}

/**
 * Reads the configuration of a process that serves shops: what is weak is refused too, all at once. That is a process which is not pointed at a
 * double of Shopify; what only looks at a configuration (the doctor, a test) reads it with `readConfig`.
 */
export function readServingConfig(env: Environment = process.env): Config {
  const given = withoutEmpty(env);
  const weak = given["SHOPIFY_BASE_URL"] === undefined ? weakSettings(given) : [];
  return readWhole(
    given,
    weak.map(({ variable, says, fix }) => ({ path: [variable], message: `${says}. ${fix}` })),
  );
}

interface Complaint {
  path: PropertyKey[];
  message: string;
}

function readWhole(given: Environment, weak: readonly Complaint[]): Config {
  const store = storeSchema.safeParse(given);
  const [web, mail] = [webSchema.safeParse(given), mailSchema.safeParse(given)];
  const malformed = [store, web, mail].flatMap(({ error }): Complaint[] => error?.issues ?? []);
  // What cannot be read at all is not told to be weak as well.
  const named = new Set(malformed.map(({ path }) => path[0]));
  const complaints = [...malformed, ...weak.filter(({ path }) => !named.has(path[0]))];
  if (complaints.length === 0 && store.success && web.success && mail.success)
    return { ...store.data, ...web.data, ...mail.data };
  throw new ConfigError(describe(complaints));
}

function describe(issues: readonly Complaint[]): string {
  const lines = issues.map(({ path, message }) => `  ${path.join(".")} ${message}`);
  return `The configuration is not good (see .env.example):\n${lines.join("\n")}`;
}

/** `NAME=` in a .env file means the same as leaving it out. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
