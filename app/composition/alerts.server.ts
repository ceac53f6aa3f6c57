import { randomUUID } from "node:crypto";
import { createAlertBook } from "../alerts/alert-book.server.ts";
import { createAlertPost, createAlertWatch } from "../alerts/alert-chores.server.ts";
import { createAlertMessages, type AlertMessages } from "../alerts/alert-messages.server.ts";
import { createAlertStore, fingerprintOf, type AlertStore } from "../alerts/alert-store.server.ts";
import { createAlertSending, type AlertTests } from "../alerts/sending.server.ts";
import { createMail } from "../alerts/mail.server.ts";
import { createShopSigns } from "../alerts/shop-signs.server.ts";
import { createWebhookPost, type WebhookReach } from "../alerts/webhook.server.ts";
import type { Chore } from "../platform/chores.ts";
import { createAllowance } from "../platform/allowance.server.ts";
import { MINUTE, type Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { Ledger } from "../platform/ledger.ts";
import { createLeases } from "../platform/leases.server.ts";
import type { Logger } from "../platform/logger.server.ts";
import { THE_INTERNET } from "../platform/public-lookup.server.ts";
import type { Vault } from "../platform/vault.server.ts";

/** What alerts need. */
export interface AlertsOptions {
  config: Config;
  ledger: Ledger;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  /** How webhooks are reached; the internet unless a test brings its own. */
  reach?: WebhookReach | undefined;
}

/** What a shop is told of, and what it was told. */
export interface AlertParts {
  settings: AlertStore;
  messages: AlertMessages;
  tests: AlertTests;
  /** Whether this installation can send mail. */
  sendsMail: boolean;
  chores: Chore[];
}

/** Webhooks go to https's own port. */
const OVER_HTTPS: WebhookReach = { ...THE_INTERNET, ports: new Set(["443"]) };

/** Joins the watch, the messages and the ways they go. */
export function composeAlerts(options: AlertsOptions): AlertParts {
  const { config, ledger, vault, clock, logger, reach = OVER_HTTPS } = options;
  const [settings, messages] = [createAlertStore(ledger, vault, clock), createAlertMessages(ledger)];
  const mail = config.mail === undefined ? undefined : createMail(config.mail);
  const sending = createAlertSending({
    ...{ settings, mail, post: createWebhookPost(reach), apiKey: config.shopify.apiKey, clock },
    ...{ allowance: createAllowance({ times: 5, per: MINUTE }), newId: randomUUID, fingerprintOf },
  });
  const shared = { leases: createLeases(ledger, clock), clock, logger };
  return {
    ...{ settings, messages, tests: sending, sendsMail: mail !== undefined },
    chores: [
      createAlertWatch({ ...shared, book: createAlertBook(ledger, vault), signs: createShopSigns(ledger) }),
      createAlertPost({ ...shared, messages, send: sending.send }),
    ],
  };
}
