import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A web pixel's shopify.extension.toml, as far as the pixel manager needs it. */
export interface PixelManifest {
  handle: string;
  /** What the shopper must allow before the pixel runs. */
  purposes: Purposes;
  /** Keys of the settings the pixel declares. */
  settings: string[];
}

/** The `customer_privacy` table: `saleOfData` is "enabled", "disabled" or "ldu". */
export interface Purposes {
  analytics: boolean;
  marketing: boolean;
  preferences: boolean;
  saleOfData: string;
}

/** The manifest of the extension in this folder. Reads no more of TOML than such a file holds. */
export async function readManifest(extensionRoot: string): Promise<PixelManifest> {
  const lines = (await readFile(join(extensionRoot, "shopify.extension.toml"), "utf8")).split("\n");
  const values = new Map<string, string>();
  const tables: string[] = [];
  for (const line of lines) {
    const table = /^\[([\w.]+)\]/.exec(line)?.[1];
    if (table !== undefined) tables.push(table);
    const [, key, value] = /^(\w+) *= *"?([^"]*)"?$/.exec(line) ?? [];
    if (key !== undefined) values.set([tables.at(-1) ?? [], key].flat().join("."), value ?? "");
  }
  const purpose = (name: string) => values.get(`customer_privacy.${name}`);
  return {
    handle: values.get("handle") ?? "",
    purposes: {
      analytics: purpose("analytics") === "true",
      marketing: purpose("marketing") === "true",
      preferences: purpose("preferences") === "true",
      saleOfData: purpose("sale_of_data") ?? "disabled",
    },
    settings: tables.flatMap((table) => /^settings\.fields\.(\w+)$/.exec(table)?.[1] ?? []),
  };
}
