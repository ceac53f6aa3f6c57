import { readFileSync } from "node:fs";
import { composeStore, type Store } from "../app/composition.server.ts";
import { translateFor } from "../app/locales/server-texts.ts";
import { ConfigError, readStoreConfig } from "../app/platform/config.ts";
import { Secret } from "../app/platform/secret.ts";
import { connectionForm, formErrors, shopDomain } from "../app/shops/connection-form.ts";
import { answerWords } from "../app/ui/delivery/answer-words.ts";
import { shopBackfill } from "./shop-backfill.ts";
import { requestSweep, shopCoverage } from "./shop-coverage.ts";
import { unreadWebhooks, describeShop } from "./shop-report.ts";
import { shopReplay } from "./shop-replay.ts";
import { shopSettings } from "./shop-settings.ts";
import { readCommandLine, UsageError } from "./usage-error.ts";

const USAGE = `Usage:
  npm run shop -- connect --shop SHOP.myshopify.com --pixel CODE --token-file FILE [--test-code CODE] [--replaces CODE]
      Connects a TikTok pixel, beside the others or in the place of one. FILE holds the Events API access token; it is stored sealed. Orders that waited are sent.
  npm run shop -- test --shop SHOP.myshopify.com [--pixel CODE]
      Sends TikTok a test event (needs a test code) and says what TikTok answered.
  npm run shop -- show --shop SHOP.myshopify.com [--json]
      The connection, what was delivered, what waits and why.
  npm run shop -- unread --shop SHOP.myshopify.com
      Prints webhooks that were signed but could not be read, one JSON object a line, bodies in base64. They may hold personal data.
  npm run shop -- replay --shop SHOP.myshopify.com [--order ID] [--since TIME] [--dry-run]
      Sends again what was held or refused, under the same event ids. What TikTok could count twice, or is too old, is left alone. --dry-run only says what it would do.
  npm run shop -- coverage --shop SHOP.myshopify.com [--day YYYY-MM-DD]
      How many of Shopify's eligible orders TikTok has accepted, by day; of one day, which are not, and why.
  npm run shop -- sweep --shop SHOP.myshopify.com
      Has the running server compare the shop's orders with Shopify's list now.
  npm run shop -- backfill --shop SHOP.myshopify.com --from YYYY-MM-DD [--to YYYY-MM-DD] [--dry-run]
      Has the running server bring in earlier orders from Shopify's list, behind all new ones. --dry-run only counts what would be sent.
  npm run shop -- backfill show|cancel --shop SHOP.myshopify.com
      How the newest one goes; or ends it.
  npm run shop -- settings export --shop SHOP.myshopify.com
      Prints the shop's settings as one JSON document (docs/settings.md).
  npm run shop -- settings diff --shop SHOP.myshopify.com --file FILE
      Says how a document differs from the shop's settings.
  npm run shop -- settings import --shop SHOP.myshopify.com --file FILE
      Puts a document in the place of the shop's settings, and says what it changed. What it leaves out gets its default.
  npm run shop -- disconnect --shop SHOP.myshopify.com [--pixel CODE]
      Forgets the token of that pixel, or of all. What waits to be sent to it waits for the next connection.
All of them work while the server runs.
`;

const options = {
  shop: { type: "string" },
  pixel: { type: "string" },
  replaces: { type: "string" },
  "token-file": { type: "string" },
  "test-code": { type: "string" },
  file: { type: "string" },
  order: { type: "string" },
  day: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  since: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
  return readCommandLine({ args, options, allowPositionals: true });
}

const commands: Readonly<
  Record<string, (store: Store, shop: string, values: Values, verb?: string) => Promise<string>>
> = {
  connect,
  test,
  unread: (store, shop) => unreadWebhooks(store, shop),
  show: (store, shop, values) => describeShop(store, shop, values.json),
  settings: (store, shop, { file }, verb) => shopSettings(store, shop, { verb, file }),
  replay: shopReplay,
  coverage: (store, shop, { day }) => shopCoverage(store, shop, day),
  sweep: requestSweep,
  backfill: shopBackfill,
  async disconnect(store, shop, { pixel }) {
    if (pixel !== undefined && !(await store.connections.hasPixel(shop, pixel)))
      throw new UsageError(`${shop} has no pixel ${pixel}`);
    await store.connections.disconnect(shop, pixel, "command");
    const what = pixel === undefined ? "is disconnected" : `is disconnected from pixel ${pixel}`;
    return `${shop} ${what}. What waits to be sent waits for the next connection.\n`;
  },
};

async function connect(store: Store, shop: string, values: Values): Promise<string> {
  const path = values["token-file"];
  if (path === undefined) throw new UsageError("--token-file is missing");
  const form = connectionForm.safeParse({
    pixelCode: values.pixel ?? "",
    token: readToken(path),
    testEventCode: values["test-code"],
  });
  if (!form.success)
    throw new UsageError(Object.values(formErrors(form.error, translateFor("en"))).join("\n"));
  const { pixelCode, token, testEventCode } = form.data;
  if (token === undefined) throw new UsageError(`${path} holds no token`);
  const { replaces } = values;
  if (replaces !== undefined && !(await store.connections.hasPixel(shop, replaces)))
    throw new UsageError(`${shop} has no pixel ${replaces}`);
  const change = { shop, pixelCode, replaces, token: new Secret(token), testEventCode };
  await store.connections.connect({ ...change, by: "command" });
  const mode =
    testEventCode === undefined
      ? "Purchases count."
      : `Test event code ${testEventCode} is set: TikTok shows purchases in Test Events and does not count them.\nCheck the connection with: npm run shop -- test --shop ${shop}`;
  return `${shop} is connected to pixel ${pixelCode}. ${mode}\n`;
}

async function test(store: Store, shop: string, { pixel }: Values): Promise<string> {
  const result = await store.sendTestEvent(shop, pixel);
  if (result === undefined)
    throw new UsageError(
      `${shop} has no connected pixel with a test event code: connect it with --test-code first`,
    );
  const { title, advice } = answerWords(result.outcome.kind, result.answer, translateFor("en"));
  if (result.outcome.kind !== "delivered") process.exitCode = 1;
  return `${title}. ${advice}\n${JSON.stringify(result.answer)}\n`;
}

function readToken(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`the token file cannot be read: ${path}`);
  }
}

async function main(): Promise<void> {
  const { positionals, values } = parse(process.argv.slice(2));
  const command = commands[positionals[0] ?? ""];
  if (values.help || command === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const shop = shopDomain.safeParse(values.shop);
  if (!shop.success) throw new UsageError("--shop is missing or is not a myshopify.com domain");
  const store = composeStore({ ...readStoreConfig(), logLevel: "silent" });
  try {
    await store.database.ready;
    process.stdout.write(await command(store, shop.data, values, positionals[1]));
  } finally {
    await store.close();
  }
}

await main().catch((error: unknown) => {
  if (!(error instanceof UsageError) && !(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof ConfigError ? 78 : 2;
});
