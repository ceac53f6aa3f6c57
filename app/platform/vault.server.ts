import { createCipheriv, createDecipheriv, hash, randomBytes } from "node:crypto";
import { Secret } from "./secret.ts";

/** Text sealed by a vault: `v1.{key id}.{iv}.{ciphertext and tag}`, the last two base64url. */
export type Sealed = string & { readonly __sealed: true };

/** Thrown when a sealed text cannot be opened: wrong key, wrong purpose, or changed bytes. */
export class VaultError extends Error {
  override readonly name = "VaultError";
}

/** Seals and opens secrets at rest. This is the only place in the app that encrypts. */
export interface Vault {
  /** Seals `plain` for one purpose (e.g. `pixel-token:shop.myshopify.com`); it opens only for the same one. */
  seal(plain: Secret, purpose: string): Sealed;
  /** Opens what `seal` made. Throws VaultError. */
  open(sealed: string, purpose: string): Secret;
  /** The id of the key that seals. It tells nothing about the key. */
  currentKey: string;
}

const VERSION = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A vault of AES-256-GCM keys (NIST SP 800-38D: 96-bit random IV, 128-bit tag). `keys` are base64 of 32 bytes;
 * the first seals, every one opens. The purpose is authenticated, so that a row copied to another shop does not open.
 */
export function createVault(keys: readonly Secret[]): Vault {
  const byId = new Map(keys.map((key) => [keyId(key), Buffer.from(key.reveal(), "base64")]));
  const [currentId, currentKey] = [...byId][0] ?? [];
  if (currentId === undefined || currentKey?.length !== 32) throw new VaultError("no usable encryption key");

  return {
    currentKey: currentId,
    seal(plain, purpose) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", currentKey, iv).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([
        cipher.update(plain.reveal(), "utf8"),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return [VERSION, currentId, iv.toString("base64url"), body.toString("base64url")].join(".") as Sealed;
    },
    open(sealed, purpose) {
      const [version, id, iv, body] = sealed.split(".");
      const key = byId.get(id ?? "");
      if (version !== VERSION || iv === undefined || body === undefined)
        throw new VaultError("not a sealed text");
      if (key === undefined) throw new VaultError("sealed with a key that is not in ENCRYPTION_KEY");
      return new Secret(decrypt(key, Buffer.from(iv, "base64url"), Buffer.from(body, "base64url"), purpose));
    },
  };
}

/** The id of the key that a text is sealed with; undefined when it is no sealed text. */
export function keyOf(sealed: string): string | undefined {
  const [version, id, , body] = sealed.split(".");
  return version === VERSION && body !== undefined ? id : undefined;
}

function decrypt(key: Buffer, iv: Buffer, body: Buffer, purpose: string): string {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new VaultError("a sealed text does not open", { cause });
  }
}

/** Names a key without telling anything about it. */
function keyId(key: Secret): string {
  return hash("sha256", `throughline key ${key.reveal()}`, "hex").slice(0, 8);
}
