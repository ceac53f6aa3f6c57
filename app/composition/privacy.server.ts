import type { Chore } from "../platform/chores.ts";
import type { Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import { createWriteLogChore } from "../platform/write-log.ts";
import { createAuditLog, type AuditLog } from "../privacy/audit.server.ts";
import { createCustomerFile, type CustomerFile } from "../privacy/customer-file.server.ts";
import { createDataRequestDesk, type DataRequestDesk } from "../privacy/data-requests.server.ts";
import { createRedaction, type Redaction } from "../privacy/redaction.server.ts";
import { FIELD_NOTES } from "../tiktok/field-notes.ts";
import { createSharedData, type SharedData } from "../privacy/shared-data.server.ts";

/** What was done with personal data, and what is given out of it. */
export interface PrivacyParts {
  audit: AuditLog;
  requests: DataRequestDesk;
  customerFile: CustomerFile;
  sharedData: SharedData;
  /** What Shopify's compliance webhooks do, in the transaction that takes them in. */
  effects: Redaction & Pick<DataRequestDesk, "requested">;
  chores: Chore[];
}

/** Joins the parts. */
export function composePrivacy(ledger: Ledger, clock: Clock): PrivacyParts {
  const requests = createDataRequestDesk(ledger, clock);
  return {
    audit: createAuditLog(ledger),
    requests,
    customerFile: createCustomerFile(ledger, FIELD_NOTES),
    sharedData: createSharedData(ledger),
    effects: { ...createRedaction(ledger), requested: requests.requested },
    chores: [createWriteLogChore(ledger, clock)],
  };
}
