import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

/** What a password's hash costs: 2^15 × 8 × 128 bytes, 32 MiB, and a tenth of a second. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const;
const LENGTH = 32;
/** A hash from outside may not ask for more than this. */
const MOST_MEMORY = 256 * 2 ** 20;

/** The shortest password that is hashed. */
export const SHORTEST_PASSWORD = 12;

interface PasswordHash extends Pick<ScryptOptions, "N" | "r" | "p"> {
  salt: Buffer;
  hash: Buffer;
}

/** A password as it may be kept: `scrypt:N:r:p:SALT:HASH`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join(":");
}

/** Whether a password is the one that was hashed. Throws when the hash is none. */
export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const kept = readHash(hashed);
  if (kept === undefined) throw new Error("the operator's password hash cannot be read");
  return timingSafeEqual(await derive(password, kept.salt, kept), kept.hash);
}

function readHash(text: string): PasswordHash | undefined {
  const [kind, N, r, p, salt = "", hash = "", ...rest] = text.split(":");
  const read = {
    ...{ N: Number(N), r: Number(r), p: Number(p) },
    ...{ salt: Buffer.from(salt, "base64url"), hash: Buffer.from(hash, "base64url") },
  };
  const isWhole = kind === "scrypt" && rest.length === 0 && read.hash.length === LENGTH;
  return isWhole ? read : undefined;
}

/** The same password is the same bytes, however the keyboard composes its letters. */
function derive(password: string, salt: Buffer, { N, r, p }: Pick<ScryptOptions, "N" | "r" | "p">) {
  const options = { maxmem: MOST_MEMORY, ...(N && r && p ? { N, r, p } : {}) };
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, LENGTH, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
