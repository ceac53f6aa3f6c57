import { createAllShops, type AllShops } from "../operator/all-shops.server.ts";
import { createDoor, type Door } from "../operator/door.server.ts";
import { createDoorLog, type DoorLog } from "../operator/door-log.server.ts";
import type { Config } from "../platform/config.ts";
import type { Store } from "./app.ts";

/** What whoever runs the installation sees of it, and the way in. */
export interface OperatorParts {
  door: Door;
  log: DoorLog;
  allShops: AllShops;
}

/** Joins the parts; undefined where no password is configured: then there is no operator's view. */
export function composeOperator(config: Config, store: Store): OperatorParts | undefined {
  const { operatorPasswordHash: passwordHash, encryptionKeys } = config;
  const [secret] = encryptionKeys;
  if (passwordHash === undefined || secret === undefined) return undefined;
  const { clock, logger } = store;
  const { ledger } = store.database;
  const log = createDoorLog(ledger);
  return {
    door: createDoor({ passwordHash, secret, log, clock, logger }),
    log,
    allShops: createAllShops(ledger, clock),
  };
}
