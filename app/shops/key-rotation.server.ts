import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { keyOf, VaultError, type Vault } from "../platform/vault.server.ts";
import { SEALED_PLACES, type SealedPlace } from "./sealed-places.ts";
import type { InTurn } from "./token-turns.server.ts";

/** Sealed texts of one column under one key; `key` is undefined for what is no sealed text. */
export interface KeyUse {
  place: string;
  key: string | undefined;
  texts: number;
}

/** What became of one column's texts: sealed anew; sealed with the first key already; sealed with a key that is not there, or broken, and left alone. */
export interface Rotation {
  place: string;
  resealed: number;
  current: number;
  unopened: number;
}

/** Changes the key that everything at rest is sealed with, while the app runs. */
export interface KeyRotation {
  /** Which key seals how many texts. */
  uses(): Promise<KeyUse[]>;
  /** Seals everything with the first key. May be interrupted and begun again. */
  rotate(): Promise<Rotation[]>;
}

/** What the rotation needs. `inTurn`: a shop's session must not change while somebody renews its tokens. */
export interface KeyRotationOptions {
  ledger: Ledger;
  vault: Vault;
  inTurn: InTurn;
}

interface Row {
  key: string | number;
  shop: string;
  owner: string;
  sealed: string;
}

const PAGE = 200;

const SQL = ({ table, column, key, owner }: SealedPlace) => ({
  page: `
    SELECT ${key} AS "key", shop, ${owner} AS "owner", ${column} AS sealed FROM ${table}
    WHERE ${key} > @after AND ${column} IS NOT NULL AND ${column} <> '' ORDER BY ${key} LIMIT ${PAGE}`,
  row: `SELECT ${key} AS "key", shop, ${owner} AS "owner", ${column} AS sealed FROM ${table} WHERE ${key} = @key`,
  // Whoever writes meanwhile seals with the first key already.
  reseal: `UPDATE ${table} SET ${column} = @after WHERE ${key} = @key AND ${column} = @before`,
});

/** Rotation over every sealed place. */
export function createKeyRotation({ ledger, vault, inTurn }: KeyRotationOptions): KeyRotation {
  const parts = SEALED_PLACES.map((place) => ({ place, run: prepareAll(ledger, SQL(place)) }));
  type Part = (typeof parts)[number];

  async function* texts({ place, run }: Part): AsyncGenerator<Row> {
    let after = place.before;
    for (;;) {
      const rows = await ledger.read(() => run.page.all<Row>({ after }));
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.key;
    }
  }

  async function reseal({ place, run }: Part, { key }: Row): Promise<"resealed" | "unopened" | "gone"> {
    const row = await ledger.read(() => run.row.get<Row>({ key }));
    if (row === undefined) return "gone";
    const purpose = place.purpose(row.owner);
    const before = row.sealed;
    try {
      const after = vault.seal(vault.open(before, purpose), purpose);
      await ledger.write(() => run.reseal.change({ key, before, after }));
      return "resealed";
    } catch (error) {
      if (error instanceof VaultError) return "unopened";
      throw error;
    }
  }

  async function rotatePart(part: Part): Promise<Rotation> {
    const rotation = { place: nameOf(part.place), resealed: 0, current: 0, unopened: 0 };
    for await (const row of texts(part)) {
      if (keyOf(row.sealed) === vault.currentKey) {
        rotation.current++;
        continue;
      }
      const result = await inTurn(row.shop, () => reseal(part, row));
      if (result !== "gone") rotation[result]++;
    }
    return rotation;
  }

  return {
    async uses() {
      const uses = new Map<string, KeyUse>();
      for (const part of parts)
        for await (const { sealed } of texts(part)) {
          const [place, key] = [nameOf(part.place), keyOf(sealed)];
          const use = uses.get(`${place} ${key}`) ?? { place, key, texts: 0 };
          uses.set(`${place} ${key}`, { ...use, texts: use.texts + 1 });
        }
      return [...uses.values()];
    },
    async rotate() {
      const rotations: Rotation[] = [];
      for (const part of parts) rotations.push(await rotatePart(part));
      return rotations;
    },
  };
}

const nameOf = ({ table, column }: SealedPlace) => `${table}.${column}`;
