/** A program that starts a PostgreSQL server, says where it is, and then waits for its own end: for the test that ends it. */
import { startPostgresql } from "../../sandbox/postgresql.ts";

const server = await startPostgresql({ fsync: false });
process.stdout.write(`${server.url}\n`);
setInterval(() => undefined, 60_000);
