import { randomBytes } from "node:crypto";
import pg from "pg";

/** The URL of a database on a server that listens on a socket in the folder `socket`. */
export function databaseUrl({
  owner,
  socket,
  name,
}: {
  owner: string;
  socket: string;
  name: string;
}): string {
  return `postgresql://${owner}@localhost/${name}?host=${encodeURIComponent(socket)}`;
}

/** Makes an empty database beside the one at `url`, or a copy of `template`, to which nobody may be connected; returns its URL. */
export async function createDatabase(url: string, template?: string): Promise<string> {
  const name = `throughline_${randomBytes(8).toString("hex")}`;
  const copied = template === undefined ? "" : ` TEMPLATE ${nameOf(template)}`;
  await execute(url, `CREATE DATABASE ${name}${copied}`);
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

/** Removes the database `unwanted` by way of the one at `url`, and ends whatever is connected to it. */
export function dropDatabase(url: string, unwanted: string): Promise<void> {
  return execute(url, `DROP DATABASE IF EXISTS ${nameOf(unwanted)} WITH (FORCE)`);
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
