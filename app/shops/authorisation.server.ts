import { hash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Answer } from "../delivery/outcome.ts";
import { MINUTE, type Clock } from "../platform/clock.ts";
import { prepareAll, shopLock, type Ledger, type Statement, type Steps } from "../platform/ledger.ts";
import type { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";
import { createAuditLog } from "../privacy/audit.server.ts";
import { ACCOUNT_PROBLEMS, type AccountProblem, type Advertiser } from "../tiktok/account.ts";

/** Who goes the way through TikTok's consent page: the shop and the staff member of an authenticated session. */
export interface Walker {
  shop: string;
  /** Shopify's id of the staff member. */
  staff: string;
}

/** The way back into the admin. */
export interface ReturnToAdmin {
  shop: string;
  word: string | undefined;
}

/** How far somebody has come. */
export type AuthorisationStanding =
  /** TikTok's page is open, or TikTok's answer is being looked at. */
  | { kind: "waiting" }
  | { kind: "granted"; advertisers: Advertiser[] }
  | { kind: "failed"; problem: AccountProblem; answer: Answer };

/** The way through TikTok's consent page, one at a time for each shop: whoever begins anew ends the one before. */
export interface Authorisations {
  /** Begins, and gives the `state` that TikTok brings back: it works once, for ten minutes. */
  begin(walker: Walker): Promise<string>;
  /**
   * Takes what TikTok's redirect brought. Gives the shop to go back to and the word that proves, there, that it is the same person; undefined for a state that is
   * unknown, used or old. Without a code the person has not allowed it, and there is nothing to prove.
   */
  returned(state: string, code: Secret | undefined): Promise<ReturnToAdmin | undefined>;
  /** TikTok's code, once, for who began and brings the word. */
  claim(walker: Walker, word: string): Promise<Secret | undefined>;
  /** Keeps the token until a pixel is chosen. False when somebody began anew meanwhile. */
  granted(walker: Walker, token: Secret, advertisers: readonly Advertiser[]): Promise<boolean>;
  failed(walker: Walker, problem: AccountProblem, answer: Answer): Promise<void>;
  standing(walker: Walker): Promise<AuthorisationStanding | undefined>;
  /** The token and its ad accounts, while one waits for a pixel to be chosen. */
  tokenOf(walker: Walker): Promise<{ token: Secret; advertisers: Advertiser[] } | undefined>;
  /** Forgets it: a pixel was chosen, or the person does not want to go on. */
  end(walker: Walker): Promise<void>;
  /** Forgets all that are too old. */
  forgetOld(): Promise<void>;
}

/** From the button to TikTok's redirect, and from there into the admin. */
const STEP_MS = 10 * MINUTE;
/** From TikTok's consent to the choice of a pixel; and how long a failure is told. */
const CHOICE_MS = 30 * MINUTE;

const MINE = `shop = @shop AND staff = @staff AND expires_at > @now`;

const SQL = {
  begin: `
    INSERT INTO tiktok_authorisation (shop, staff, stage, secret_hash, created_at, expires_at)
    VALUES (@shop, @staff, 'asked', @secretHash, @now, @expiresAt)
    ON CONFLICT (shop) DO UPDATE SET staff = excluded.staff, stage = excluded.stage, secret_hash = excluded.secret_hash, sealed = NULL, advertisers = '[]',
      problem = NULL, answer = NULL, created_at = excluded.created_at, expires_at = excluded.expires_at`,
  shopOf: `SELECT shop FROM tiktok_authorisation WHERE secret_hash = @secretHash AND stage = 'asked' AND expires_at > @now`,
  returned: `
    UPDATE tiktok_authorisation SET stage = 'returned', secret_hash = @wordHash, sealed = @sealed, expires_at = @expiresAt
    WHERE shop = @shop AND secret_hash = @secretHash AND stage = 'asked'`,
  denied: `
    UPDATE tiktok_authorisation SET stage = 'failed', problem = 'denied', secret_hash = NULL, expires_at = @expiresAt
    WHERE shop = @shop AND secret_hash = @secretHash AND stage = 'asked'`,
  mine: `SELECT stage, sealed, advertisers, problem, answer FROM tiktok_authorisation WHERE ${MINE}`,
  claim: `
    UPDATE tiktok_authorisation SET secret_hash = NULL, sealed = NULL
    WHERE ${MINE} AND stage = 'returned' AND secret_hash = @secretHash`,
  sealedCode: `SELECT sealed FROM tiktok_authorisation WHERE ${MINE} AND stage = 'returned' AND secret_hash = @secretHash`,
  // Only the one whose code was claimed has no hash in this stage.
  granted: `
    UPDATE tiktok_authorisation SET stage = 'granted', sealed = @sealed, advertisers = @advertisers, expires_at = @expiresAt
    WHERE ${MINE} AND stage = 'returned' AND secret_hash IS NULL`,
  failed: `
    UPDATE tiktok_authorisation SET stage = 'failed', problem = @problem, answer = @answer, expires_at = @expiresAt
    WHERE ${MINE} AND stage = 'returned' AND secret_hash IS NULL`,
  end: `DELETE FROM tiktok_authorisation WHERE shop = @shop AND staff = @staff`,
  forgetOld: `DELETE FROM tiktok_authorisation WHERE expires_at <= @now`,
} as const;

interface Row {
  stage: "asked" | "returned" | "granted" | "failed";
  sealed: string | null;
  advertisers: string;
  problem: string | null;
  answer: string | null;
}

/** Authorisations on a ledger. */
export function createAuthorisations(ledger: Ledger, vault: Vault, clock: Clock): Authorisations {
  const ground = { ledger, vault, clock, run: prepareAll(ledger, SQL) };
  return {
    ...theWayThere(ground),
    ...theResult(ground),
    async end(walker) {
      await ledger.write(() => ground.run.end.change({ ...walker }));
    },
    async forgetOld() {
      await ledger.write(() => ground.run.forgetOld.change({ now: clock() }));
    },
  };
}

interface Ground {
  ledger: Ledger;
  vault: Vault;
  clock: Clock;
  run: Record<keyof typeof SQL, Statement>;
}

function theWayThere({
  ledger,
  vault,
  clock,
  run,
}: Ground): Pick<Authorisations, "begin" | "returned" | "claim"> {
  const lockShop = shopLock(ledger);

  function* returned(state: string, code: Secret | undefined, word: string): Steps<string | undefined> {
    const now = clock();
    const known = { secretHash: hashOf(state), now };
    const found = yield* run.shopOf.get<{ shop: string }>(known);
    if (found === undefined) return undefined;
    const change = { ...known, ...found };
    const changed =
      code === undefined
        ? yield* run.denied.change({ ...change, expiresAt: now + CHOICE_MS })
        : yield* run.returned.change({
            ...{ ...change, wordHash: hashOf(word), expiresAt: now + STEP_MS },
            sealed: vault.seal(code, codePurpose(found.shop)),
          });
    return changed === 1 ? found.shop : undefined;
  }

  function* claim(walker: Walker, word: string): Steps<string | undefined> {
    yield* lockShop(walker.shop);
    const brought = { ...walker, secretHash: hashOf(word), now: clock() };
    const row = yield* run.sealedCode.get<{ sealed: string }>(brought);
    return row !== undefined && (yield* run.claim.change(brought)) === 1 ? row.sealed : undefined;
  }

  return {
    async begin(walker) {
      const [state, now] = [newSecret(), clock()];
      const begun = { ...walker, secretHash: hashOf(state), now, expiresAt: now + STEP_MS };
      await ledger.write(() => run.begin.change(begun));
      return state;
    },
    async returned(state, code) {
      const word = newSecret();
      const shop = await ledger.write(() => returned(state, code, word));
      return shop === undefined ? undefined : { shop, word: code === undefined ? undefined : word };
    },
    async claim(walker, word) {
      const sealed = await ledger.write(() => claim(walker, word));
      return sealed === undefined ? undefined : open(vault, sealed, codePurpose(walker.shop));
    },
  };
}

function theResult({
  ledger,
  vault,
  clock,
  run,
}: Ground): Pick<Authorisations, "granted" | "failed" | "standing" | "tokenOf"> {
  const audit = createAuditLog(ledger);
  const mine = (walker: Walker) => ledger.read(() => run.mine.get<Row>({ ...walker, now: clock() }));

  function* granted(walker: Walker, token: Secret, advertisers: readonly Advertiser[]): Steps<boolean> {
    const now = clock();
    const kept = {
      sealed: vault.seal(token, tokenPurpose(walker.shop)),
      advertisers: JSON.stringify(advertisers),
    };
    const changed = yield* run.granted.change({ ...walker, ...kept, now, expiresAt: now + CHOICE_MS });
    if (changed === 0) return false;
    const fact = { action: "tiktok_authorised", accounts: advertisers.length } as const;
    yield* audit.record({ shop: walker.shop, at: now, by: walker.staff, fact });
    return true;
  }

  return {
    granted: (walker, token, advertisers) => ledger.write(() => granted(walker, token, advertisers)),
    async failed(walker, problem, answer) {
      const now = clock();
      const told = { problem, answer: JSON.stringify(answer), now, expiresAt: now + CHOICE_MS };
      await ledger.write(() => run.failed.change({ ...walker, ...told }));
    },
    async standing(walker) {
      const row = await mine(walker);
      return row && standingOf(row);
    },
    async tokenOf(walker) {
      const row = await mine(walker);
      if (row?.stage !== "granted" || row.sealed === null) return undefined;
      const token = open(vault, row.sealed, tokenPurpose(walker.shop));
      return token && { token, advertisers: advertisersOf(row) };
    },
  };
}

function standingOf(row: Row): AuthorisationStanding {
  switch (row.stage) {
    case "asked":
    case "returned":
      return { kind: "waiting" };
    case "granted":
      return { kind: "granted", advertisers: advertisersOf(row) };
    case "failed": {
      const problem = z.enum(ACCOUNT_PROBLEMS).catch("unclear").parse(row.problem);
      return { kind: "failed", problem, answer: JSON.parse(row.answer ?? "{}") as Answer };
    }
  }
}

/** Only this file writes them. */
function advertisersOf({ advertisers }: Row): Advertiser[] {
  return JSON.parse(advertisers) as Advertiser[];
}

const codePurpose = (shop: string) => `tiktok-code:${shop}`;
const tokenPurpose = (shop: string) => `tiktok-authorisation:${shop}`;

/** 256 bits that nobody can guess, for an address. */
function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function hashOf(secret: string): string {
  return hash("sha256", `tiktok authorisation ${secret}`, "hex");
}

function open(vault: Vault, sealed: string, purpose: string): Secret | undefined {
  try {
    return vault.open(sealed, purpose);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
