import { PrismaBetterSQLite3 } from "@prisma/adapter-better-sqlite3";
import { defineConfig } from "prisma/config";
import { databasePath, DEFAULT_DATABASE_URL } from "./app/platform/database-url.ts";

// `engine: "js"` lets every migrate command run without downloading Prisma's engines.
process.env["DATABASE_URL"] ??= DEFAULT_DATABASE_URL;
const url = process.env["DATABASE_URL"];
databasePath(url);

export default defineConfig({
  schema: "prisma/schema.prisma",
  experimental: { adapter: true },
  engine: "js",
  adapter: () => Promise.resolve(new PrismaBetterSQLite3({ url }, { timestampFormat: "unixepoch-ms" })),
});
