import { createHmac } from "node:crypto";
import { createAllowance } from "../platform/allowance.server.ts";
import { MINUTE, type Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Secret } from "../platform/secret.ts";
import type { DoorEvent, DoorLog } from "./door-log.server.ts";
import { createPasses } from "./pass.server.ts";
import { isPassword } from "./password.server.ts";

/** What came of asking to be let in; `cookie` is the `Set-Cookie` of whoever was. */
export type SignIn =
  { kind: "in"; cookie: string } | { kind: "refused" } | { kind: "limited"; minutes: number };

/** The operator's way in: one password, tried rarely. */
export interface Door {
  /** `address` is the visitor's. */
  signIn(password: string, address: string): Promise<SignIn>;
  /** The `Set-Cookie` that ends it. */
  signOut(address: string): Promise<string>;
  /** Whether a request's `Cookie` lets its sender in. */
  isOpen(cookies: string | null): boolean;
}

export interface DoorOptions {
  /** As `hashPassword` makes it. */
  passwordHash: Secret;
  /** A secret of this installation: passes end with it, and with the password. */
  secret: Secret;
  log: DoorLog;
  clock: Clock;
  logger: Logger;
}

const WINDOW = 15 * MINUTE;
/** Passwords a visitor may try, and all visitors together: each costs a tenth of a second of one core. */
const PER_VISITOR = 10;
const ALTOGETHER = 300;

/** The door of this process. */
export function createDoor(options: DoorOptions): Door {
  const { log, clock, logger, passwordHash } = options;
  const key = createHmac("sha256", options.secret.reveal())
    .update(`operator ${passwordHash.reveal()}`)
    .digest();
  const passes = createPasses(key, clock);
  const perVisitor = createAllowance({ times: PER_VISITOR, per: WINDOW });
  const altogether = createAllowance({ times: ALTOGETHER, per: WINDOW });

  async function note(event: DoorEvent, address: string): Promise<void> {
    const visitor = createHmac("sha256", key).update(`visitor.${address}`).digest("hex").slice(0, 8);
    logger[event === "signed_in" || event === "signed_out" ? "info" : "warn"](
      { event, visitor },
      "somebody is at the operator's door",
    );
    await log.add({ at: clock(), event, visitor });
  }

  async function limit(address: string): Promise<SignIn | undefined> {
    const over = (await perVisitor.take(address)) ?? (await altogether.take("all"));
    if (over === undefined) return undefined;
    // Told once, not for every further try.
    if (over.isFirst) await note("limited", address);
    return { kind: "limited", minutes: Math.ceil(over.waitMs / MINUTE) };
  }

  return {
    async signIn(password, address) {
      const limited = await limit(address);
      if (limited !== undefined) return limited;
      if (!(await isPassword(password, passwordHash.reveal()))) {
        await note("refused", address);
        return { kind: "refused" };
      }
      await perVisitor.forget(address);
      await note("signed_in", address);
      return { kind: "in", cookie: passes.issue() };
    },
    async signOut(address) {
      await note("signed_out", address);
      return passes.withdraw();
    },
    isOpen: passes.isValid,
  };
}
