/** A real PostgreSQL database for a test: migrated as in production, gone after the file's tests. Only in the project "postgresql". */
import { afterAll, inject } from "vitest";
import { createDatabase, dropDatabase } from "../../sandbox/postgresql-databases.ts";

const handedOut: string[] = [];
/** Copied while a test runs, so that the next one need not wait. */
let spare: Promise<string> | undefined;

afterAll(async () => {
  const unwanted = [...handedOut.splice(0), ...(spare === undefined ? [] : [await spare])];
  spare = undefined;
  await Promise.all(unwanted.map((url) => dropDatabase(inject("postgresql").server, url)));
});

/** The URL of a new migrated database, which is removed after the file's tests. */
export async function newPostgresqlUrl(): Promise<string> {
  const url = await (spare ?? copy());
  spare = copy();
  handedOut.push(url);
  return url;
}

/** The URL of a new database without tables, which is removed after the file's tests. */
export async function emptyPostgresqlUrl(): Promise<string> {
  const url = await createDatabase(inject("postgresql").server);
  handedOut.push(url);
  return url;
}

function copy(): Promise<string> {
  const { server, template } = inject("postgresql");
  const copied = createDatabase(server, template);
  // Whoever awaits it hears of a failure.
  copied.catch(() => undefined);
  return copied;
}
