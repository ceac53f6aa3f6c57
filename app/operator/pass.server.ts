import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { HOUR, SECOND, type Clock } from "../platform/clock.ts";

/** For how long somebody who signed in is known. */
export const PASS_LIFETIME = 8 * HOUR;

/** Bound to this host, to https and to the whole of it: nothing beside the server can set it. */
const NAME = "__Host-throughline-operator";
const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict";

/** The cookie of somebody who signed in. Nothing is kept on the server: it says when it ends, and is signed. */
export interface Passes {
  /** `Set-Cookie` that lets somebody in. */
  issue(): string;
  /** Whether a request's `Cookie` lets somebody in. */
  isValid(cookies: string | null): boolean;
  /** `Set-Cookie` that takes the pass away. */
  withdraw(): string;
}

/** Passes signed with a key; with another key none of them is valid. */
export function createPasses(key: Buffer, clock: Clock): Passes {
  const sign = (text: string) => createHmac("sha256", key).update(`pass.${text}`).digest("base64url");
  return {
    issue() {
      const text = `${clock() + PASS_LIFETIME}.${randomBytes(9).toString("base64url")}`;
      return `${NAME}=${text}.${sign(text)}; ${ATTRIBUTES}; Max-Age=${PASS_LIFETIME / SECOND}`;
    },
    isValid(cookies) {
      const [endsAt = "", nonce = "", signature = ""] = (passIn(cookies) ?? "").split(".");
      if (!/^\d{1,15}$/.test(endsAt) || Number(endsAt) <= clock()) return false;
      return isSame(signature, sign(`${endsAt}.${nonce}`));
    },
    withdraw: () => `${NAME}=; ${ATTRIBUTES}; Max-Age=0`,
  };
}

function passIn(cookies: string | null): string | undefined {
  const all = (cookies ?? "").split(";").map((cookie) => cookie.trim());
  return all.find((cookie) => cookie.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
