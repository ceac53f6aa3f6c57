/** A column of sealed texts, and what each of them is sealed for. */
export interface SealedPlace {
  table: string;
  column: string;
  /** The table's key, and what comes before all of its values. */
  key: string;
  before: string | number;
  /** The column that the purpose names, and the purpose. */
  owner: string;
  purpose(owner: string): string;
}

/** What a pixel's token is sealed for. */
export const pixelTokenPurpose = (shop: string): string => `pixel-token:${shop}`;

/** What a webhook's unreadable body is sealed for. */
export const webhookBodyPurpose = (shop: string): string => `webhook:${shop}`;

/** What a session's tokens are sealed for: a row copied to another shop does not open. */
export const sessionPurpose = (id: string): string => `session:${id}`;

/** What the places that a shop's alerts go to are sealed for. */
export const alertChannelsPurpose = (shop: string): string => `alert-channels:${shop}`;

const session = { table: "session", key: "id", before: "", owner: "id", purpose: sessionPurpose };

/** Every column that holds sealed texts: what changing the encryption key has to reach. */
export const SEALED_PLACES: readonly SealedPlace[] = [
  {
    ...{ table: "pixel", column: "sealed_token", key: "id", before: 0 },
    ...{ owner: "shop", purpose: pixelTokenPurpose },
  },
  {
    ...{ table: "webhook", column: "sealed_body", key: "id", before: 0 },
    ...{ owner: "shop", purpose: webhookBodyPurpose },
  },
  { ...session, column: "access_token" },
  { ...session, column: "refresh_token" },
  {
    ...{ table: "alert_settings", column: "sealed_channels", key: "shop", before: "" },
    ...{ owner: "shop", purpose: alertChannelsPurpose },
  },
];
