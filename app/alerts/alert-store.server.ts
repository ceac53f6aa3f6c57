import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { DAY, type Clock } from "../platform/clock.ts";
import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";
import { alertChannelsPurpose } from "../shops/sealed-places.ts";
import { createAuditLog, type Actor } from "../privacy/audit.server.ts";
import {
  readAlertDocument,
  type AlertChannels,
  type AlertDocument,
  type AlertWebhook,
} from "./alert-settings.ts";

/** What a shop wants to be told of, and where. */
export interface AlertSettings {
  document: AlertDocument;
  channels: AlertChannels;
  /** The channels are sealed with a key that this process does not have. */
  unreadable: boolean;
  /** When the conditions were last looked at. */
  lookedAt: number | undefined;
}

/** What somebody wants it to be. */
export interface AlertSave {
  shop: string;
  document: AlertDocument;
  recipients: string[];
  webhookUrl: string | undefined;
  by: Actor;
}

/** The settings of alerts. Addresses and secrets are sealed at rest. */
export interface AlertStore {
  /** Undefined until they are saved for the first time. */
  read(shop: string): Promise<AlertSettings | undefined>;
  save(wanted: AlertSave): Promise<void>;
  /** A new secret for the webhook, which is never told again; undefined without one. The one before goes on signing for a day. */
  newSecret(shop: string, by: Actor): Promise<string | undefined>;
}

/** So long receivers may take to change over. */
const BOTH_SECRETS = DAY;
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

const SQL = {
  read: `
    SELECT document, sealed_channels AS "sealedChannels", looked_at AS "lookedAt" FROM alert_settings WHERE shop = @shop`,
  // A shop that has left, or was erased, keeps nothing.
  installed: `SELECT 1 FROM shop WHERE domain = @shop AND uninstalled_at IS NULL`,
  save: `
    INSERT INTO alert_settings (shop, document, sealed_channels, updated_at, due_at)
    VALUES (@shop, @document, @sealedChannels, @now, @now)
    ON CONFLICT (shop) DO UPDATE SET
      document = excluded.document, sealed_channels = excluded.sealed_channels, updated_at = excluded.updated_at, due_at = excluded.due_at`,
  keepChannels: `UPDATE alert_settings SET sealed_channels = @sealedChannels, updated_at = @now WHERE shop = @shop`,
} as const;

interface Row {
  document: string;
  sealedChannels: string;
  lookedAt: number | null;
}

/** The settings on a ledger. */
export function createAlertStore(ledger: Ledger, vault: Vault, clock: Clock): AlertStore {
  const run = prepareAll(ledger, SQL);
  const audit = createAuditLog(ledger);
  const lockShop = shopLock(ledger);

  function* save({ shop, document, recipients, webhookUrl, by }: AlertSave): Steps<void> {
    yield* lockShop(shop);
    if ((yield* run.installed.get({ shop })) === undefined) return;
    const row = yield* run.read.get<Row>({ shop });
    const before = openChannels(vault, shop, row?.sealedChannels);
    const webhook = webhookUrl === undefined ? undefined : webhookAt(webhookUrl, before?.webhook);
    const sealedChannels = sealChannels(vault, shop, { recipients, webhook });
    const now = clock();
    yield* run.save.change({ shop, document: JSON.stringify(document), sealedChannels, now });
    const places = { recipients: recipients.length, webhook: webhook !== undefined };
    yield* audit.record({ shop, at: now, by, fact: { action: "alerts_changed", ...places } });
  }

  function* newSecret(shop: string, by: Actor): Steps<string | undefined> {
    yield* lockShop(shop);
    const row = yield* run.read.get<Row>({ shop });
    const channels = openChannels(vault, shop, row?.sealedChannels);
    if (channels?.webhook === undefined) return undefined;
    const now = clock();
    const previous = { secret: channels.webhook.secret, until: now + BOTH_SECRETS };
    const webhook = { url: channels.webhook.url, secret: makeSecret(), previous };
    const sealedChannels = sealChannels(vault, shop, { ...channels, webhook });
    yield* run.keepChannels.change({ shop, sealedChannels, now });
    yield* audit.record({ shop, at: now, by, fact: { action: "alert_secret_made" } });
    return webhook.secret;
  }

  return {
    async read(shop) {
      const row = await ledger.read(() => run.read.get<Row>({ shop }));
      if (row === undefined) return undefined;
      const channels = openChannels(vault, shop, row.sealedChannels);
      return {
        ...{ document: readAlertDocument(row.document), lookedAt: row.lookedAt ?? undefined },
        ...{ channels: channels ?? { recipients: [] }, unreadable: channels === undefined },
      };
    },
    save: (wanted) => ledger.write(() => save(wanted)),
    newSecret: (shop, by) => ledger.write(() => newSecret(shop, by)),
  };
}

/** Another host is another receiver: it never learns the secret of the one before. */
function webhookAt(url: string, before: AlertWebhook | undefined): AlertWebhook {
  if (before !== undefined && new URL(before.url).host === new URL(url).host) return { ...before, url };
  return { url, secret: makeSecret() };
}

function makeSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

const channelsSchema = z.object({
  recipients: z.array(z.string()),
  webhook: z
    .object({
      url: z.string(),
      secret: z.string(),
      previous: z.object({ secret: z.string(), until: z.number() }).optional(),
    })
    .optional(),
});

/** Seals where messages go. */
function sealChannels(vault: Vault, shop: string, channels: AlertChannels): string {
  return vault.seal(new Secret(JSON.stringify(channels)), alertChannelsPurpose(shop));
}

/** Where a shop's messages go; undefined when there is nothing, or nothing that opens. */
export function openChannels(
  vault: Vault,
  shop: string,
  sealed: string | undefined,
): AlertChannels | undefined {
  if (sealed === undefined) return undefined;
  try {
    return channelsSchema.parse(JSON.parse(vault.open(sealed, alertChannelsPurpose(shop)).reveal()));
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}

/** Names a recipient in a message's row, so that no address stands there: it is found again among the shop's recipients. */
export function fingerprintOf(recipient: string): string {
  return createHash("sha256").update(recipient.toLowerCase()).digest("hex").slice(0, 32);
}
