import { readStoreConfig, ConfigError, type StoreConfig } from "../app/platform/config.ts";
import { openDatabase } from "../app/platform/database.server.ts";
import { createLeases } from "../app/platform/leases.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { createVault, type Vault } from "../app/platform/vault.server.ts";
import {
  createKeyRotation,
  type KeyRotation,
  type KeyUse,
  type Rotation,
} from "../app/shops/key-rotation.server.ts";
import { createTokenTurns } from "../app/shops/token-turns.server.ts";
import { readCommandLine, UsageError } from "./usage-error.ts";

const USAGE = `Usage:
  npm run -s keys -- show
      Which key seals how many tokens and kept webhooks. Keys are named by an id that tells nothing about them.
  npm run -s keys -- rotate
      Seals everything with the first key of ENCRYPTION_KEY, while the app runs (docs/keys.md). Exit code 1 when something could not be opened.
`;

const options = { help: { type: "boolean", short: "h" } } as const;

async function main(): Promise<void> {
  const { values, positionals } = readCommandLine({
    ...{ args: process.argv.slice(2), options, allowPositionals: true },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const [verb, ...rest] = positionals;
  if ((verb !== "show" && verb !== "rotate") || rest.length > 0)
    throw new UsageError("Say what to do: show or rotate.");
  await withRotation(readStoreConfig(), async (rotation, vault) => {
    if (verb === "show") process.stdout.write(describeUses(await rotation.uses(), vault.currentKey));
    else await rotate(rotation, vault);
  });
}

async function withRotation(
  config: StoreConfig,
  work: (rotation: KeyRotation, vault: Vault) => Promise<void>,
): Promise<void> {
  const vault = createVault(config.encryptionKeys);
  const database = openDatabase(config.databaseUrl, createLogger(config.logLevel));
  try {
    await database.ready;
    const { ledger, clock } = database;
    const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const inTurn = createTokenTurns(createLeases(ledger, clock), sleep);
    await work(createKeyRotation({ ledger, vault, inTurn }), vault);
  } finally {
    await database.close();
  }
}

async function rotate(rotation: KeyRotation, vault: Vault): Promise<void> {
  const done = await rotation.rotate();
  process.stdout.write(done.map(describeRotation).join(""));
  const unopened = done.reduce((sum, one) => sum + one.unopened, 0);
  if (unopened === 0) {
    process.stdout.write(`Everything is sealed with key ${vault.currentKey}, the first of ENCRYPTION_KEY.\n`);
    return;
  }
  process.stderr.write(
    `${unopened} could not be opened and were left alone: put the key they were sealed with behind the first (NEW,OLD) and run this again.\n`,
  );
  process.exitCode = 1;
}

function describeRotation({ place, resealed, current, unopened }: Rotation): string {
  return `${place}: ${resealed} sealed anew, ${current} were already, ${unopened} could not be opened\n`;
}

function describeUses(uses: readonly KeyUse[], current: string): string {
  if (uses.length === 0) return "Nothing is sealed yet.\n";
  const lines = uses.map(({ place, key, texts }) => {
    const name =
      key === undefined
        ? "no readable seal"
        : `key ${key}${key === current ? " (the first of ENCRYPTION_KEY)" : ""}`;
    return `${place}: ${texts} with ${name}\n`;
  });
  return lines.join("");
}

await main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 78; // EX_CONFIG of sysexits.h
    return;
  }
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
});
